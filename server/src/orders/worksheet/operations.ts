import type { LineItem, Order, OrderPromotion, OrderWorksheet } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type LineRow, listAllLines } from "../aggregate/line-row.store.ts";
import { findOrder } from "../aggregate/open.store.ts";
import { findCart } from "../cart/cart.ts";
import { emptyCart } from "../cart/empty-cart.ts";
import { shownTo } from "../line-items/shown.ts";
import { allOrderPromotions } from "../promotions/lists.store.ts";

/**
 * An order with all of its line items, whose number no page limits; what no integration has answered is null. Replies
 * splice in what is still unparsed, at any depth.
 */
const worksheet = (
  work: UserWork,
  order: Row<Order>,
  lines: readonly LineRow[] = [],
  promotions: readonly Row<OrderPromotion>[] = [],
): OrderWorksheet => ({
  Order: order as Order,
  LineItems: lines.map((line) => shownTo(work, line) as LineItem),
  OrderPromotions: promotions as OrderPromotion[],
  Subscription: null,
  ShipEstimateResponse: null,
  OrderCalculateResponse: null,
  OrderSubmitResponse: null,
  OrderSubmitForApprovalResponse: null,
  OrderApprovedResponse: null,
  SubscriptionIntegrationResponse: null,
});

/** Roles that open the worksheets of others' orders. */
const readers = ["IntegrationEventAdmin", "OrderAdmin", "OrderReader"];

/**
 * Operations on what checkout works on: the order, its lines and what integrations said of them
 * (docs/behaviour/orders.md §13, §11).
 */
export const worksheetOperations = (): Implementation[] => [
  ...implementSome("IntegrationEvents", {
    async GetWorksheet(call) {
      const { direction, orderID } = call.path;
      const [{ head }, lines, promotions] = await Promise.all([
        findOrder(call, direction, orderID, { roles: readers }),
        listAllLines(call.db, orderID),
        allOrderPromotions(call.db, orderID),
      ]);
      return worksheet(call, head, lines, promotions);
    },
  }),
  ...implementSome("Cart", {
    /** Storefronts call it on their first page: without a cart it shows the empty one. */
    async GetOrderWorksheet(call) {
      const order = await findCart(call);
      if (order === undefined) return worksheet(call, await emptyCart(call));
      const { ID } = order.head;
      const [lines, promotions] = await Promise.all([listAllLines(call.db, ID), allOrderPromotions(call.db, ID)]);
      return worksheet(call, order.head, lines, promotions);
    },
  }),
];
