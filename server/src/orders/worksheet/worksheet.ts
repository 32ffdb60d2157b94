import type { LineItem, Order, OrderPromotion, OrderWorksheet } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Work } from "../../platform/work/work.ts";
import { type LineRow, listAllLines } from "../aggregate/line-row.store.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { shownTo, type Viewing } from "../line-items/shown.ts";
import { allOrderPromotions } from "../promotions/lists.store.ts";
import { shownSubscription } from "../subscriptions/shown.ts";
import { type Answers, noAnswers, readAnswers } from "./answers.store.ts";

/** The worksheet of a shopper who has no order: every part of it is null, by which storefronts tell it from an empty cart's. */
export const noWorksheet = {
  Order: null,
  LineItems: null,
  OrderPromotions: null,
  Subscription: null,
  ...noAnswers,
} as unknown as OrderWorksheet;

/** The worksheet of an order of which there is nothing else yet. */
export const emptyWorksheet = (order: Order): OrderWorksheet => ({
  Order: order,
  LineItems: [],
  OrderPromotions: [],
  Subscription: null,
  ...noAnswers,
});

/** Work that shows a worksheet to somebody. */
type WorksheetWork = Viewing & Pick<Work, "db" | "marketplaceId" | "now" | "services">;

/** What a worksheet shows beside the order itself. */
interface Parts {
  readonly lines: readonly LineRow[];
  readonly promotions: readonly Row<OrderPromotion>[];
  readonly answers: Answers;
}

/** Reads them, in one trip. The order's ID may be in any case. */
export async function readParts(db: TenantDb, orderId: string): Promise<Parts> {
  const [lines, promotions, answers] = await Promise.all([
    listAllLines(db, orderId),
    allOrderPromotions(db, orderId),
    readAnswers(db, orderId),
  ]);
  return { lines, promotions, answers };
}

/**
 * An order with all of its line items, whose number no page limits, and what services answered of it: of an estimate and a
 * calculation only what holds of the order as it is. Replies splice in what is still unparsed, at any depth.
 */
export const worksheetOf = async (
  viewing: WorksheetWork,
  head: OrderHead,
  { lines, promotions, answers }: Parts,
): Promise<OrderWorksheet> =>
  ({
    ...emptyWorksheet(head as Order),
    Subscription: head.SubscriptionID === null ? null : await shownSubscription(viewing, head.SubscriptionID),
    LineItems: lines.map((line) => shownTo(viewing, line) as LineItem),
    OrderPromotions: promotions as OrderPromotion[],
    ...answers,
    ShipEstimateResponse: head.shipping_estimated ? answers.ShipEstimateResponse : null,
    OrderCalculateResponse: head.calculation === null ? null : answers.OrderCalculateResponse,
  }) as OrderWorksheet;

/** The worksheet of an order that was opened. */
export const worksheet = async (work: WorksheetWork, head: OrderHead): Promise<OrderWorksheet> =>
  worksheetOf(work, head, await readParts(work.db, head.ID));
