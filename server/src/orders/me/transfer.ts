import type { Address } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import { Json, jsonb } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { findAddresses, usableAddress } from "../addresses/store.ts";
import { purchasablesFor } from "../line-items/purchases.ts";
import { assemble, quantityOf } from "../line-items/rules.ts";
import { linesOf, updateLine } from "../line-items/store.ts";
import type { StoredLine } from "../line-items/stored-line.ts";
import { findUserByKey } from "../order/from-user.ts";
import { selectOrder, totalsOf, updateOrder } from "../order/store.ts";

/**
 * Makes the unsubmitted order of an anonymous shopper that of a user: at his prices, in his currency, and with one-time
 * copies of the addresses he does not see (docs/behaviour/orders.md §12). Lines that he cannot buy stay as they are and
 * keep the order from being submitted. An anonymous shopper without an order has nothing to hand over.
 *
 * @param userKey of the buyer's user who gets the order.
 * @throws ApiError Auth.MustPassAnonUserToken
 */
export async function transferAnonymousOrder(
  work: Work,
  anonymousToken: string | null | undefined,
  userKey: number,
): Promise<void> {
  const { db, now } = work;
  const anonymousId = (await anonymousCaller(work, anonymousToken)).anonymousOrderId;
  const [order, user] = await Promise.all([
    selectOrder(db, sql`t.anonymous_id = ${anonymousId} and t.status = 'Unsubmitted'`, { lock: true }),
    findUserByKey(db, userKey),
  ]);
  if (order === undefined || user === undefined) return;
  const owner = { buyer_id: user.buyerId, from_user_key: user.key };
  const lines = await linesOf(db, order.ID);
  const ids = [order.BillingAddressID, order.inherited_address_id, ...lines.map((line) => line.ShippingAddressID)];
  const [{ products: items }, addresses] = await Promise.all([
    purchasablesFor(work, { ...order, ...owner }, [...new Set(lines.map(({ ProductID }) => ProductID))]),
    findAddresses(db, owner, [...new Set(ids.filter((id) => id !== null))]),
  ]);
  const sees = (id: string | null, use: "shipping" | "billing"): boolean => {
    if (id === null) return false;
    try {
      return usableAddress(addresses, id, use) !== undefined;
    } catch {
      return false;
    }
  };
  const moved = lines.map((line): StoredLine => {
    const keeps = sees(line.ShippingAddressID, "shipping");
    const addressed: StoredLine = keeps
      ? line
      : { ...line, ShippingAddressID: null, ShippingAddress: oneTime(line.ShippingAddress) as Address | null };
    const item = items.get(line.ProductID.toLowerCase());
    if (item === undefined) return addressed;
    const { line: priced, findings } = assemble(addressed, item, quantityOf(lines, item.product.ID), now);
    return findings.length === 0 ? priced : addressed;
  });
  const keepsBilling = sees(order.BillingAddressID, "billing");
  const keepsShipping = sees(order.inherited_address_id, "shipping");
  await Promise.all([
    ...moved.map((line) => updateLine(db, line)),
    updateOrder(work, order, {
      buyer_id: user.buyerId,
      from_user_key: user.key,
      from_user_id: user.id,
      from_user: user.shown,
      from_user_changes: null,
      anonymous_id: null,
      chosen_cart: false,
      currency: user.currency,
      ...(keepsBilling ? {} : { billing_address_id: null, billing_address: jsonb(oneTime(order.BillingAddress)) }),
      ...(keepsShipping ? {} : { shipping_address_id: null, shipping_address: jsonb(oneTime(order.shipping_address)) }),
      ...totalsOf(order, moved),
    }),
  ]);
}

async function anonymousCaller(work: Work, token: string | null | undefined): Promise<Caller> {
  try {
    const caller = await work.services.access.authenticate(`Bearer ${token ?? ""}`);
    if (caller.anonymousOrderId !== null && caller.marketplaceId === work.db.marketplaceId) return caller;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  throw apiError("Auth.MustPassAnonUserToken");
}

/** The same address without the ID of the address book it came from. */
function oneTime(address: Address | Json | null): object | null {
  const value = (address instanceof Json ? address.value : address) as object | null;
  return value === null ? null : { ...value, ID: null };
}
