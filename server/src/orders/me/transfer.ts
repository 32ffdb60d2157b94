import { ApiError } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { type AddressUse, addressFor, findAddresses } from "../addresses/addresses.store.ts";
import { detached } from "../addresses/rules.ts";
import { findStayingUser } from "../aggregate/from-user.store.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { open } from "../aggregate/open.store.ts";
import { type Order, productIdsOf, withHead } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { settle } from "../aggregate/settle.ts";
import { anonymousCart } from "../aggregate/which.store.ts";
import { store } from "../aggregate/write.store.ts";

/**
 * Makes the unsubmitted order of an anonymous shopper that of a user: at their prices, in their currency, and with
 * one-time copies of the addresses they do not see (docs/behaviour/orders.md §12). Lines that they cannot buy stay as they
 * are and keep the order from being submitted. An anonymous shopper without an order has nothing to hand over.
 *
 * @param anonymousOrderId of the anonymous shopper (`anonymousOrderOf`).
 * @param userKey of the buyer's user who gets the order.
 */
export async function transferAnonymousOrder(work: Work, anonymousOrderId: string, userKey: number): Promise<void> {
  const { db, now } = work;
  const [order, user] = await Promise.all([
    open(work, anonymousCart(anonymousOrderId), { lock: true, with: ["lines"] }),
    findStayingUser(db, userKey),
  ]);
  if (order === undefined || user === undefined) return;
  const owner = { buyer_id: user.buyerId, from_user_key: user.key };
  const { head, lines } = order;
  const ids = [head.BillingAddressID, head.shipping_address_id, ...lines.map((line) => line.ShippingAddressID)];
  const [{ products }, addresses] = await Promise.all([
    purchasesFor(work, { ...head, ...owner }, productIdsOf({ lines }), []),
    findAddresses(db, owner, [...new Set(ids.filter((id) => id !== null))]),
  ]);
  const sees = (id: string | null, use: AddressUse): boolean =>
    id !== null && !(addressFor(addresses, id, use) instanceof ApiError);
  const addressed = lines.map(
    (line): OrderLine =>
      sees(line.ShippingAddressID, "shipping")
        ? line
        : { ...line, ShippingAddressID: null, ShippingAddress: detached(line.ShippingAddress) },
  );
  const theirs: Order<"lines"> = {
    ...withHead(order, {
      ...owner,
      FromUserID: user.id,
      FromUser: user.shown,
      from_user_changes: null,
      anonymous_id: null,
      chosen_cart: false,
      Currency: user.currency,
      ...(!sees(head.BillingAddressID, "billing") && {
        BillingAddressID: null,
        BillingAddress: detached(head.BillingAddress),
      }),
      ...(!sees(head.shipping_address_id, "shipping") && {
        shipping_address_id: null,
        shipping_address: detached(head.shipping_address),
      }),
    }),
    lines: addressed,
  };
  const { order: priced, findings } = settle(theirs, { now, products, anew: () => true });
  const bought = priced.lines.map((line, index) => (findings.has(line.ID) ? (addressed[index] as OrderLine) : line));
  store(work, order, settle({ ...theirs, lines: bought }).order);
}
