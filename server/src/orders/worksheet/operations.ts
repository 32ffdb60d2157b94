import type { OrderDirection } from "@orderwell/contract";
import { notFound } from "../../platform/errors/api-error.ts";
import { followedBy, type Implementation, implementSome, implementStaged } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findOrder } from "../aggregate/open.store.ts";
import { findCart, lockCart } from "../cart/cart.ts";
import { type Asked, ask, calculate, estimate } from "./ask.ts";
import type { CheckoutEvents } from "./events.ts";
import { approved, following, submitted } from "./follow.ts";
import { selectMethods } from "./select.ts";
import { noWorksheet, readParts, worksheet, worksheetOf } from "./worksheet.ts";

/** Roles that open the worksheets of others' orders. */
const readers = ["IntegrationEventAdmin", "OrderAdmin", "OrderReader"];

/** Roles that have others' orders estimated and calculated. */
const calculators = ["IntegrationEventAdmin", "OrderAdmin"];

interface OrderPath {
  readonly path: { readonly direction: OrderDirection; readonly orderID: string };
}

const named =
  ({ path }: OrderPath) =>
  (work: UserWork) =>
    findOrder(work, path.direction, path.orderID, {
      lock: true,
      roles: calculators,
      approvals: "pending",
      with: ["lines", "promotions"],
    });

const cart = async (work: UserWork) => {
  const order = await lockCart(work, ["lines", "promotions"]);
  if (order === undefined) throw notFound("Order", null);
  return order;
};

/**
 * Operations on what checkout works on: the order, its lines and what integrations said of them
 * (docs/behaviour/orders.md §13, §11).
 */
export const worksheetOperations = (events: CheckoutEvents): Implementation[] => [
  ...implementSome("IntegrationEvents", {
    async GetWorksheet(call) {
      const { direction, orderID } = call.path;
      const [{ head }, parts] = await Promise.all([
        findOrder(call, direction, orderID, { roles: readers }),
        readParts(call.db, orderID),
      ]);
      return worksheetOf(call, head, parts);
    },
    async SelectShipmethods(call) {
      const { direction, orderID } = call.path;
      const order = await findOrder(call, direction, orderID, { lock: true, roles: calculators });
      return selectMethods(call, order, call.body);
    },
  }),
  ...implementSome("Cart", {
    /** Storefronts call it on their first page, before there is a cart. */
    async GetOrderWorksheet(call) {
      const order = await findCart(call);
      return order === undefined ? noWorksheet : worksheet(call, order.head);
    },
    async SelectShipMethods(call) {
      const order = await lockCart(call, []);
      if (order === undefined) throw notFound("Order", null);
      return selectMethods(call, order, call.body);
    },
  }),
  implementStaged<"IntegrationEvents.EstimateShipping", Asked>("IntegrationEvents.EstimateShipping", {
    prepare: (request) => ask(events, request, "shippingrates", named(request)),
    perform: estimate,
  }),
  implementStaged<"IntegrationEvents.Calculate", Asked>("IntegrationEvents.Calculate", {
    prepare: (request) => ask(events, request, "ordercalculate", named(request)),
    perform: calculate,
  }),
  implementStaged<"Cart.EstimateShipping", Asked>("Cart.EstimateShipping", {
    prepare: (request) => ask(events, request, "shippingrates", cart),
    perform: estimate,
  }),
  implementStaged<"Cart.Calculate", Asked>("Cart.Calculate", {
    prepare: (request) => ask(events, request, "ordercalculate", cart),
    perform: calculate,
  }),
];

/** The operations, those that submit or approve an order followed by the service that takes part in the checkout. */
export function withCheckout(events: CheckoutEvents, implementations: readonly Implementation[]): Implementation[] {
  const submitting = followedBy(implementations, ["Orders.Submit", "Cart.Submit"], following(submitted, events));
  return followedBy(submitting, ["Orders.Approve"], following(approved, events));
}
