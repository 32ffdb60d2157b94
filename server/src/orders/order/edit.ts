import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, patched } from "../../platform/crud/merge.ts";
import { refusingDuplicates } from "../../platform/crud/refusing-duplicates.ts";
import { Json, jsonb } from "../../platform/db/json.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { assertEditable } from "../access.ts";
import { findAddress } from "../addresses/store.ts";
import { costsOf } from "./costs.ts";
import type { OrderBody } from "./create.ts";
import { setOnLines, updateOrder } from "./store.ts";
import type { StoredOrder } from "./stored-order.ts";

/** What PUT makes of an order: what the body leaves out is cleared, except amounts the caller may not set. */
export function replaceOrder(work: UserWork, order: StoredOrder, body: OrderBody): Promise<StoredOrder> {
  const { actor } = work;
  return edit(work, order, {
    ID: body.ID ?? null,
    Comments: body.Comments ?? null,
    BillingAddressID: body.BillingAddressID ?? null,
    ShippingAddressID: body.ShippingAddressID ?? null,
    Gratuity: body.Gratuity ?? null,
    ...(hasRole(actor, "OverrideShipping") || body.ShippingCost != null
      ? { ShippingCost: body.ShippingCost ?? null }
      : {}),
    ...(hasRole(actor, "OverrideTax") || body.TaxCost != null ? { TaxCost: body.TaxCost ?? null } : {}),
    xp: body.xp ?? null,
  } as OrderBody);
}

/** What PATCH makes of an order: only what the body holds changes, `xp` merges. */
export function patchOrder(work: UserWork, order: StoredOrder, body: OrderBody): Promise<StoredOrder> {
  if (body.xp === undefined) return edit(work, order, body);
  const xp = order.xp instanceof Json ? order.xp.value : order.xp;
  const merged = patched("Order", { xp }, { xp: body.xp });
  checkXp("Order", merged);
  return edit(work, order, { ...body, xp: merged.xp } as OrderBody);
}

async function edit(work: UserWork, order: StoredOrder, body: OrderBody): Promise<StoredOrder> {
  assertEditable(work, order);
  const changes: Record<string, unknown> = { ...costsOf(work.actor, body, order) };
  if (body.Comments !== undefined) changes.comments = body.Comments;
  if (body.xp !== undefined) changes.xp = jsonb(body.xp);
  await setBilling(work, order, body.BillingAddressID, changes);
  await setShipping(work, order, body.ShippingAddressID, changes);
  const renamed = await rename(work, order, body.ID);
  return updateOrder(work, renamed, changes);
}

/** An ID as shown changes nothing, so that one-time addresses survive an order that is put back as it was read. */
async function setBilling(
  work: Work,
  order: StoredOrder,
  id: string | null | undefined,
  changes: Record<string, unknown>,
): Promise<void> {
  if (id === undefined || (id || null) === order.BillingAddressID) return;
  const address = id ? await findAddress(work.db, order, id, "billing") : undefined;
  changes.billing_address_id = address?.id ?? null;
  changes.billing_address = address?.copy ?? null;
}

async function setShipping(
  work: Work,
  order: StoredOrder,
  id: string | null | undefined,
  changes: Record<string, unknown>,
): Promise<void> {
  if (id === undefined || (id || null) === order.ShippingAddressID) return;
  const address = id ? await findAddress(work.db, order, id, "shipping") : undefined;
  changes.shipping_address_id = address?.id ?? null;
  changes.shipping_address = address?.copy ?? null;
  await setOnLines(work.db, order, {
    shipping_address_id: changes.shipping_address_id,
    shipping_address: changes.shipping_address,
  });
}

async function rename(work: Work, order: StoredOrder, id: string | null | undefined): Promise<StoredOrder> {
  if (!id || id === order.ID) return order;
  const to = await resolveId(work.db, work.services.ids, "Order", id);
  if (to === order.ID) return order;
  await refusingDuplicates("Order", to, () =>
    work.services.references.rename(work.db, "purchase_order", { id: order.ID }, { column: "id", to }),
  );
  return { ...order, ID: to };
}
