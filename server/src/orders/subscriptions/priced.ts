import { Json } from "../../platform/db/json.ts";
import { Decimal, type DecimalText, decimalText } from "../../platform/money.ts";
import type { Work } from "../../platform/work/work.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { settle } from "../aggregate/settle.ts";
import { availableItems, bundlesOf, isOffered, type Offer } from "./available.ts";
import type { SubscriptionWithItems } from "./items.store.ts";
import type { SubscriptionHead } from "./subscriptions.store.ts";

const nobody = new Json("{}");

/** The head of the order that a subscription would make: with what its lines follow from, and nothing else. */
const headOf = (marketplaceId: string, subscription: SubscriptionHead, now: Date): OrderHead => {
  const { id, buyer_id, from_user_key, supplier_id } = subscription;
  return {
    ...blankHead(now),
    ID: id,
    SubscriptionID: id,
    FromUser: nobody,
    FromUserID: "",
    FromCompanyID: buyer_id,
    ToCompanyID: supplier_id ?? marketplaceId,
    Currency: null,
    buyer_id,
    from_user_key,
    supplier_id,
  };
};

/** A subscription's items as lines of an order, for the rules of lines. */
export const asOrder = (
  work: Pick<Work, "marketplaceId" | "now">,
  subscription: SubscriptionWithItems,
): Order<"lines"> => ({
  head: headOf(work.marketplaceId, subscription, work.now),
  isNew: false,
  lines: subscription.items,
});

/** Items of a subscription at today's prices; those that cannot be had as they were last. */
export interface PricedItems {
  readonly items: readonly OrderLine[];
  /** Those of them that an order would have. */
  readonly available: readonly OrderLine[];
  /** Subtotal of that order. */
  readonly projected: DecimalText;
  /** Products as the subscriber sees them, by their IDs in lower case; those of their other subscriptions may be among them. */
  readonly products: Offer["products"];
}

/** Prices the items of subscriptions as their subscribers would pay them now, by the subscription's key: a trip for each subscriber. */
export async function pricedItems(
  work: Pick<Work, "db" | "marketplaceId" | "now" | "services">,
  subscriptions: readonly SubscriptionWithItems[],
): Promise<ReadonlyMap<number, PricedItems>> {
  const bySubscriber = new Map<string, SubscriptionWithItems[]>();
  for (const one of subscriptions) {
    const shopper = `${one.from_user_key} ${one.supplier_id ?? ""}`;
    bySubscriber.set(shopper, [...(bySubscriber.get(shopper) ?? []), one]);
  }
  const priced = new Map<number, PricedItems>();
  await Promise.all(
    [...bySubscriber.values()].map(async (theirs) => {
      const items = theirs.flatMap((one) => one.items);
      const owner = headOf(work.marketplaceId, theirs[0] as SubscriptionHead, work.now);
      const [{ products }, bundles] = await Promise.all([
        purchasesFor(work, owner, productIdsOf({ lines: items }), []),
        bundlesOf(work.db, items),
      ]);
      for (const one of theirs) priced.set(one.key, at(work, one, { products, bundles }));
    }),
  );
  return priced;
}

function at(work: Pick<Work, "marketplaceId" | "now">, subscription: SubscriptionWithItems, offer: Offer): PricedItems {
  const { products } = offer;
  const { order } = settle(asOrder(work, subscription), {
    now: work.now,
    products,
    anew: ({ ProductID }) => isOffered(offer, ProductID),
  });
  const available = availableItems(order.lines, offer);
  const projected = available.reduce((sum, line) => sum.plus(line.LineSubtotal), new Decimal(0));
  return { items: order.lines, projected: decimalText(projected), available, products };
}
