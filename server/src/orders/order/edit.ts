import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, patched } from "../../platform/crud/merge.ts";
import { Json } from "../../platform/db/json.ts";
import { orRefuse, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findAddress } from "../addresses/addresses.store.ts";
import { editFinding } from "../aggregate/access.ts";
import type { Around } from "../aggregate/around.store.ts";
import { dateOtherSides } from "../aggregate/dated-anew.store.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { settle } from "../aggregate/settle.ts";
import { store } from "../aggregate/write.store.ts";
import { sentTo } from "./addresses.ts";
import { costsAfter } from "./costs.ts";
import type { OrderBody } from "./create.ts";

/** An order as it is edited: its address goes to its lines. */
type Edited = Order<"lines">;

/** Order as PUT makes it: what the body leaves out is cleared, except amounts the caller may not set. */
export function replaceOrder(work: UserWork, order: Edited, body: OrderBody): Promise<OrderHead> {
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

/** The lines that PATCH changes: all of them where the order is to go elsewhere, else none. */
export const linesToPatch = ({ ShippingAddressID }: OrderBody): Around | undefined =>
  ShippingAddressID === undefined ? {} : undefined;

/** Order as PATCH makes it: only what the body holds changes, `xp` merges. */
export function patchOrder(work: UserWork, order: Edited, body: OrderBody): Promise<OrderHead> {
  if (body.xp === undefined) return edit(work, order, body);
  const { xp: before } = order.head;
  const merged = patched("Order", { xp: before instanceof Json ? before.value : before }, { xp: body.xp });
  checkXp("Order", merged);
  return edit(work, order, { ...body, xp: merged.xp } as OrderBody);
}

async function edit(work: UserWork, order: Edited, body: OrderBody): Promise<OrderHead> {
  refuse(editFinding(work, order.head));
  const costs = orRefuse(costsAfter(work.actor, body, order.head));
  let after = withHead(order, {
    ...costs,
    ...(body.Comments !== undefined && { Comments: body.Comments }),
    ...(body.xp !== undefined && { xp: body.xp }),
  });
  after = await billed(work, after, body.BillingAddressID);
  after = await shipped(work, after, body.ShippingAddressID);
  const before = await renamed(work, order, body.ID);
  const { ID } = before.head;
  return store(work, before, settle(withHead(after, { ID })).order).head;
}

/** An ID as shown changes nothing, so that one-time addresses survive an order that is put back as it was read. */
async function billed(work: UserWork, order: Edited, id: string | null | undefined): Promise<Edited> {
  const { head } = order;
  if (id === undefined || sameId(id, head.BillingAddressID)) return order;
  const address = id ? await findAddress(work.db, head, id, "billing") : undefined;
  return withHead(order, { BillingAddressID: address?.id ?? null, BillingAddress: address?.copy ?? null });
}

async function shipped(work: UserWork, order: Edited, id: string | null | undefined): Promise<Edited> {
  const { head } = order;
  if (id === undefined || sameId(id, head.ShippingAddressID)) return order;
  const address = id ? await findAddress(work.db, head, id, "shipping") : undefined;
  return sentTo(order, address?.id ?? null, address?.copy ?? null);
}

/** The order under the ID that it is to have from now on. @throws ApiError IdExists (Order) */
async function renamed(work: UserWork, order: Edited, id: string | null | undefined): Promise<Edited> {
  const { ID } = order.head;
  if (!id || id === ID) return order;
  const to = await resolveId(work.db, work.services.ids, "Order", id);
  if (to === ID) return order;
  if (!order.isNew) {
    await work.services.references.rename(work.db, "purchase_order", { id: ID }, { column: "id", to });
    // Who follows orders knows them by their IDs: what is stored next is another one to them.
    work.db.wrote({ table: "purchase_order", key: { id: ID }, after: null });
    work.db.wrote({ table: "purchase_order", key: { id: to }, before: null });
    // Carts of buyers were never forwarded.
    const { Status, buyer_id: buyerId } = order.head;
    if (Status !== "Unsubmitted" || buyerId === null) await dateOtherSides(work.db, to, work.now);
  }
  return withHead(order, { ID: to });
}
