import type { Implementation } from "../platform/operation/implement.ts";
import type { ReadObject } from "../platform/operation/read-replies.ts";
import { changeOperations } from "./changes/operations.ts";
import { deliveryOperations } from "./deliveries/operations.ts";
import { deliveryConfigOperations } from "./delivery-configs/operations.ts";
import { deliveryConfigTable } from "./delivery-configs/store.ts";
import type { IntegrationDependents } from "./dependents/dependents.ts";
import { entitySyncOperations } from "./entity-sync/operations.ts";
import { entitySyncTable } from "./entity-sync/store.ts";
import { fullSyncOperations } from "./full-sync/operations.ts";
import { integrationEventOperations } from "./integration-events/operations.ts";
import { integrationEventTable } from "./integration-events/store.ts";
import { messageSenderOperations } from "./message-senders/operations.ts";
import { messageSenderTable } from "./message-senders/store.ts";
import { promotionIntegrationOperations } from "./promotion-integration/operations.ts";
import { promotionIntegrationTable } from "./promotion-integration/store.ts";
import { singletonOperations } from "./singletons/operations.ts";
import { errorConfigTable, inventoryIntegrationTable, orderSyncTable, productSyncTable } from "./singletons/store.ts";
import { subscriptionIntegrationOperations } from "./subscriptions/operations.ts";
import { subscriptionIntegrationTable } from "./subscriptions/store.ts";
import { trackingEventOperations } from "./tracking-events/operations.ts";
import { trackingEventTable } from "./tracking-events/store.ts";
import { webhookOperations } from "./webhooks/operations.ts";
import { webhookTable } from "./webhooks/store.ts";

export { allOf, ChangeFeed } from "./changes/feed.ts";
export { latestChanges } from "./changes/latest.store.ts";
export { purgeChanges } from "./changes/purge.store.ts";
export { changeStreams } from "./changes/stream.ts";
export type { IntegrationDependents, NamedClient } from "./dependents/dependents.ts";
export { productsAffected } from "./following/affected.ts";
export { noticeDeliveries } from "./following/deliveries.ts";
export { reportGivenUp } from "./following/failures.ts";
export { SynchronizedMarketplaces } from "./following/followers.ts";
export { noteRenamed } from "./full-sync/renamed.store.ts";
export { fullSynchronization } from "./full-sync/steps.ts";
export { addToCartEvents } from "./integration-events/add-to-cart.ts";
export { askIntegration } from "./integration-events/calls.ts";
export { checkoutEvents } from "./integration-events/checkout.ts";
export { returnEvents } from "./integration-events/order-returns.ts";
export { findIntegration } from "./integration-events/store.ts";
export { developmentMailbox, purgeMessages, readMessages } from "./mailbox/development-mailbox.store.ts";
export { messageDeliveries, messageRouting } from "./message-senders/deliveries.ts";
export { promotionService } from "./promotion-integration/calls.ts";
export { processSubscriptions } from "./subscriptions/by-hand.ts";
export { subscriptionServices } from "./subscriptions/service.ts";
export { isSubscriptionClient, subscribingMarketplaces } from "./subscriptions/store.ts";
export { Targets } from "./targets/targets.ts";
export { webhookDeliveries } from "./webhooks/deliveries.ts";
export { Webhooks } from "./webhooks/webhooks.ts";

/** Tables of services, with the secrets that go with them. */
export const integrationTables = [
  deliveryConfigTable,
  entitySyncTable,
  errorConfigTable,
  integrationEventTable,
  inventoryIntegrationTable,
  messageSenderTable,
  orderSyncTable,
  productSyncTable,
  subscriptionIntegrationTable,
  promotionIntegrationTable,
  trackingEventTable,
  webhookTable,
];

/**
 * Operations on the services that a marketplace connects.
 *
 * @param read reads what is delivered as the domains beneath reply with it.
 */
export function integrations(dependents: IntegrationDependents, read: ReadObject): Implementation[] {
  return [
    ...integrationEventOperations(dependents),
    ...messageSenderOperations(dependents),
    ...webhookOperations(dependents),
    ...deliveryConfigOperations(dependents),
    ...deliveryOperations(),
    ...changeOperations(),
    ...entitySyncOperations(read),
    ...fullSyncOperations(),
    ...singletonOperations(read),
    ...subscriptionIntegrationOperations(dependents),
    ...promotionIntegrationOperations(),
    ...trackingEventOperations(),
  ];
}
