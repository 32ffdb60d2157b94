import { answeredBy, type Implementation } from "../platform/operation/implement.ts";
import { describing, ProductQuestion } from "./ad-hoc/ask.ts";
import type { AddToCartEvents } from "./ad-hoc/events.ts";
import { promotionTable } from "./aggregate/promotion-row.store.ts";
import { cartOperations } from "./cart/operations.ts";
import { cartPaymentOperations } from "./cart/payments.ts";
import { cartPromotionOperations } from "./cart/promotions.ts";
import { decisionOperations } from "./decisions/operations.ts";
import { forwardingOperations } from "./forwarding/operations.ts";
import { groupOrderOperations } from "./group-orders/operations.ts";
import { bundleLineOperations } from "./line-items/bundles.operations.ts";
import { lineItemOperations } from "./line-items/operations.ts";
import { meOrderOperations } from "./me/operations.ts";
import { orderOperations } from "./order/operations.ts";
import { paymentOperations } from "./payments/operations.ts";
import { promotionOperations } from "./promotions/operations.ts";
import { orderPromotionOperations } from "./promotions/order-promotions.operations.ts";
import { answering, type PromotionService } from "./promotions/service.ts";
import { repeatOperations } from "./repeat/operations.ts";
import type { ReturnEvents } from "./returns/events.ts";
import { orderReturnOperations } from "./returns/operations.ts";
import { myShipmentOperations } from "./shipments/my-shipments.operations.ts";
import { shipmentOperations } from "./shipments/operations.ts";
import { subscriptionOperations } from "./subscriptions/operations.ts";
import { subscriptionTable } from "./subscriptions/subscriptions.store.ts";
import type { CheckoutEvents } from "./worksheet/events.ts";
import { withCheckout, worksheetOperations } from "./worksheet/operations.ts";

export type { AddToCartEvents } from "./ad-hoc/events.ts";
export { HeldOrders } from "./aggregate/held-orders.ts";
export { awaitsRule } from "./approvals/approvers.store.ts";
export { drawnRecords, orderDependents } from "./dependents.ts";
export { autoForwarding } from "./forwarding/auto-forwarding.ts";
export { purgeInvitations } from "./group-orders/invitations.store.ts";
export { transferAnonymousOrder } from "./me/transfer.ts";
export { orderMessages } from "./messages/announcing.ts";
export { orderMessageBody } from "./messages/body.ts";
export { noteFormerIds, purgeFormerIds } from "./news/former-ids.store.ts";
export { type OrderDocument, orderDocument } from "./order/document.store.ts";
export { accountPayments } from "./payments/accounts.store.ts";
export { dependOnService } from "./promotions/promotions.store.ts";
export type { PromotionService } from "./promotions/service.ts";
export { awaitsReturnRule } from "./returns/approvals.store.ts";
export type { ReturnEvents } from "./returns/events.ts";
export { purgeReturns } from "./returns/purge.store.ts";
export { type CartDays, cartJobs, cartSchedules } from "./stale-carts/purge.ts";
export { askForRun, subscriptionRunsByHand } from "./subscription-runs/by-hand.ts";
export { subscriptionDeliveries } from "./subscription-runs/deliveries.ts";
export { purgeRuns } from "./subscription-runs/runs.store.ts";
export {
  runSubscriptions,
  type SubscriptionJobParts,
  subscriptionJobs,
  subscriptionSchedules,
} from "./subscription-runs/schedule.ts";
export type { SubscriptionServices } from "./subscription-runs/service.ts";
export type { CheckoutEvents } from "./worksheet/events.ts";
export { checkoutDeliveries } from "./worksheet/follow.ts";

/** Tables whose constraints mean something to clients. */
export const orderTables = [promotionTable, subscriptionTable];

/** Access of orders to domains above them. */
export interface OrderNeeds {
  readonly checkout: CheckoutEvents;
  readonly returns: ReturnEvents;
  readonly promotions: PromotionService;
  readonly addToCart: AddToCartEvents;
}

/** Operations on orders and what belongs to them. */
export function orders({ checkout, returns, promotions, addToCart }: OrderNeeds): Implementation[] {
  const operations = [
    ...orderOperations(),
    ...decisionOperations(),
    ...forwardingOperations(),
    ...repeatOperations(),
    ...groupOrderOperations(),
    ...lineItemOperations(),
    ...bundleLineOperations(),
    ...cartOperations(),
    ...cartPaymentOperations(),
    ...paymentOperations(),
    ...promotionOperations(),
    ...orderPromotionOperations(),
    ...cartPromotionOperations(),
    ...shipmentOperations(),
    ...myShipmentOperations(),
    ...meOrderOperations(),
    ...subscriptionOperations(),
    ...worksheetOperations(checkout),
    ...orderReturnOperations(returns),
  ];
  const [ofProducts, ofPromotions] = [describing(addToCart), answering(promotions)];
  return answeredBy(withCheckout(checkout, operations), (request, question) =>
    question instanceof ProductQuestion ? ofProducts(request, question) : ofPromotions(request, question),
  );
}
