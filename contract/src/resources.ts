import type { Operation, Resource } from "./operation.ts";
import { addresses } from "./resources/addresses.ts";
import { adminAddresses } from "./resources/admin-addresses.ts";
import { adminUserGroups } from "./resources/admin-user-groups.ts";
import { adminUsers } from "./resources/admin-users.ts";
import { apiClients } from "./resources/api-clients.ts";
import { approvalRules } from "./resources/approval-rules.ts";
import { auth } from "./resources/auth.ts";
import { bulk } from "./resources/bulk.ts";
import { bundleLineItems } from "./resources/bundle-line-items.ts";
import { bundleSubscriptionItems } from "./resources/bundle-subscription-items.ts";
import { bundles } from "./resources/bundles.ts";
import { buyerGroups } from "./resources/buyer-groups.ts";
import { buyers } from "./resources/buyers.ts";
import { cart } from "./resources/cart.ts";
import { catalogs } from "./resources/catalogs.ts";
import { categories } from "./resources/categories.ts";
import { certs } from "./resources/certs.ts";
import { changes } from "./resources/changes.ts";
import { costCenters } from "./resources/cost-centers.ts";
import { creditCards } from "./resources/credit-cards.ts";
import { deliveries } from "./resources/deliveries.ts";
import { deliveryConfigurations } from "./resources/delivery-configurations.ts";
import { discounts } from "./resources/discounts.ts";
import { entitySynchronization } from "./resources/entity-synchronization.ts";
import { errorConfigs } from "./resources/error-configs.ts";
import { forgottenCredentials } from "./resources/forgotten-credentials.ts";
import { fullSynchronizations } from "./resources/full-synchronizations.ts";
import { groupOrders } from "./resources/group-orders.ts";
import { impersonationConfigs } from "./resources/impersonation-configs.ts";
import { incrementors } from "./resources/incrementors.ts";
import { integrationEvents } from "./resources/integration-events.ts";
import { inventoryIntegrations } from "./resources/inventory-integrations.ts";
import { inventoryRecords } from "./resources/inventory-records.ts";
import { lineItems } from "./resources/line-items.ts";
import { locales } from "./resources/locales.ts";
import { me } from "./resources/me.ts";
import { messageSenders } from "./resources/message-senders.ts";
import { openIdConnects } from "./resources/open-id-connects.ts";
import { orderReturns } from "./resources/order-returns.ts";
import { orderSynchronization } from "./resources/order-synchronization.ts";
import { orders } from "./resources/orders.ts";
import { payments } from "./resources/payments.ts";
import { priceSchedules } from "./resources/price-schedules.ts";
import { productCollections } from "./resources/product-collections.ts";
import { productFacets } from "./resources/product-facets.ts";
import { productSynchronization } from "./resources/product-synchronization.ts";
import { products } from "./resources/products.ts";
import { promotionIntegrations } from "./resources/promotion-integrations.ts";
import { promotions } from "./resources/promotions.ts";
import { searchSettings } from "./resources/search-settings.ts";
import { securityProfiles } from "./resources/security-profiles.ts";
import { sellerApprovalRules } from "./resources/seller-approval-rules.ts";
import { shipments } from "./resources/shipments.ts";
import { specs } from "./resources/specs.ts";
import { spendingAccounts } from "./resources/spending-accounts.ts";
import { subscriptionIntegrations } from "./resources/subscription-integrations.ts";
import { subscriptionItems } from "./resources/subscription-items.ts";
import { subscriptions } from "./resources/subscriptions.ts";
import { supplierAddresses } from "./resources/supplier-addresses.ts";
import { supplierUserGroups } from "./resources/supplier-user-groups.ts";
import { supplierUsers } from "./resources/supplier-users.ts";
import { suppliers } from "./resources/suppliers.ts";
import { synonyms } from "./resources/synonyms.ts";
import { trackingEvents } from "./resources/tracking-events.ts";
import { userGroups } from "./resources/user-groups.ts";
import { userInfo } from "./resources/user-info.ts";
import { users } from "./resources/users.ts";
import { webhooks } from "./resources/webhooks.ts";
import { xpIndices } from "./resources/xp-indices.ts";

/** In the order in which the reference shows them. */
const inOrder = [
  apiClients,
  securityProfiles,
  forgottenCredentials,
  impersonationConfigs,
  openIdConnects,
  auth,
  userInfo,
  certs,
  adminUsers,
  adminUserGroups,
  adminAddresses,
  incrementors,
  locales,
  webhooks,
  xpIndices,
  buyers,
  buyerGroups,
  users,
  userGroups,
  addresses,
  costCenters,
  creditCards,
  spendingAccounts,
  approvalRules,
  productCollections,
  suppliers,
  supplierUsers,
  supplierUserGroups,
  supplierAddresses,
  catalogs,
  categories,
  products,
  priceSchedules,
  specs,
  searchSettings,
  synonyms,
  productFacets,
  inventoryRecords,
  bundles,
  discounts,
  orders,
  cart,
  lineItems,
  promotions,
  payments,
  shipments,
  orderReturns,
  sellerApprovalRules,
  bundleLineItems,
  bundleSubscriptionItems,
  groupOrders,
  subscriptionItems,
  subscriptions,
  me,
  trackingEvents,
  deliveryConfigurations,
  deliveries,
  changes,
  entitySynchronization,
  fullSynchronizations,
  errorConfigs,
  integrationEvents,
  inventoryIntegrations,
  messageSenders,
  orderSynchronization,
  productSynchronization,
  promotionIntegrations,
  subscriptionIntegrations,
  bulk,
];

/** Every resource, by name. */
export const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
  inOrder.map((resource) => [resource.name, resource]),
);

/** Every operation, by `Resource.Method`. */
export const operations: Readonly<Record<string, Operation>> = Object.fromEntries(
  inOrder.flatMap((resource) => Object.values(resource.operations)).map((operation) => [operation.id, operation]),
);

/** Operations that compatible clients know, by `Resource.Method`. */
export const compatibleOperations = operationsThat(({ extension }) => !extension);

/** Operations beyond those that compatible clients know, by `Resource.Method`. */
export const extensionOperations = operationsThat(({ extension }) => extension === true);

function operationsThat(holds: (operation: Operation) => boolean): Readonly<Record<string, Operation>> {
  return Object.fromEntries(Object.entries(operations).filter(([, operation]) => holds(operation)));
}
