import type { PurchaseFacts } from "../../catalogs/index.ts";
import type { Work } from "../../platform/work/work.ts";
import { type FoundAddresses, findAddresses } from "../addresses/addresses.store.ts";
import { type FromUser, findUserByKey } from "../aggregate/from-user.store.ts";
import type { Order } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { findSeller } from "../aggregate/sellers.store.ts";
import { type PaymentAccounts, readAccounts } from "../payments/submission.ts";

/** An order as it is submitted: with everything that belongs to it. */
export type FullOrder = Order<"lines" | "payments">;

/** Facts that decide, beside the order itself, whether it can be submitted. */
export interface SubmissionFacts extends PurchaseFacts {
  readonly now: Date;
  /** The order's user as they are now; undefined when they are gone. */
  readonly user: FromUser | undefined;
  /** Seller that the order goes to; undefined when the buyer may not order there any more. */
  readonly seller: string | null | undefined;
  readonly addresses: FoundAddresses;
  readonly accounts: PaymentAccounts;
}

/** Reads the facts, in one trip. */
export async function readFacts(
  work: Pick<Work, "db" | "now" | "services">,
  order: FullOrder,
): Promise<SubmissionFacts> {
  const { db, now } = work;
  const { head, lines } = order;
  const products = [...new Set(lines.map(({ ProductID }) => ProductID))];
  const addressed = [
    head.BillingAddressID,
    head.shipping_address_id,
    ...lines.map((line) => line.ShippingAddressID),
  ].filter((id) => id !== null);
  const [user, addresses, accounts, purchases, seller] = await Promise.all([
    findUserByKey(db, head.from_user_key),
    findAddresses(db, head, [...new Set(addressed)]),
    readAccounts(work, order),
    purchasesFor(work, head, products),
    findSeller(db, head.buyer_id, head.supplier_id),
  ]);
  return { now, user, addresses, accounts, seller, ...purchases };
}
