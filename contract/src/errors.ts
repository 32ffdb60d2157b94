import type { ErrorDeclaration } from "./error.ts";
import { addressErrors } from "./errors/addresses.ts";
import { apiClientErrors } from "./errors/api-clients.ts";
import { approvalRuleErrors } from "./errors/approval-rules.ts";
import { authErrors } from "./errors/auth.ts";
import { bundleErrors } from "./errors/bundles.ts";
import { buyerErrors } from "./errors/buyers.ts";
import { catalogErrors } from "./errors/catalogs.ts";
import { credentialErrors } from "./errors/credentials.ts";
import { expressionErrors } from "./errors/expressions.ts";
import { generalErrors } from "./errors/general.ts";
import { groupOrderErrors } from "./errors/group-orders.ts";
import { impersonationErrors } from "./errors/impersonation.ts";
import { integrationErrors } from "./errors/integrations.ts";
import { inventoryErrors } from "./errors/inventory.ts";
import { lineItemErrors } from "./errors/line-items.ts";
import { listErrors } from "./errors/lists.ts";
import { localeErrors } from "./errors/locales.ts";
import { messageSenderErrors } from "./errors/message-senders.ts";
import { orderReturnErrors } from "./errors/order-returns.ts";
import { orderErrors } from "./errors/orders.ts";
import { partyAssignmentErrors } from "./errors/party-assignments.ts";
import { paymentErrors } from "./errors/payments.ts";
import { priceScheduleErrors } from "./errors/price-schedules.ts";
import { productCollectionErrors } from "./errors/product-collections.ts";
import { productErrors } from "./errors/products.ts";
import { promotionErrors } from "./errors/promotions.ts";
import { securityProfileErrors } from "./errors/security-profiles.ts";
import { shipmentErrors } from "./errors/shipments.ts";
import { specErrors } from "./errors/specs.ts";
import { subscriptionErrors } from "./errors/subscriptions.ts";
import { synchronizationErrors } from "./errors/synchronization.ts";
import { userErrors } from "./errors/users.ts";
import { webhookErrors } from "./errors/webhooks.ts";
import type { ErrorCode } from "./generated/names.ts";

/** Errors by what they are about, in the order in which the reference shows them. */
export const errorFamilies = {
  General: generalErrors,
  Lists: listErrors,
  Assignments: partyAssignmentErrors,
  "Tokens and permissions": authErrors,
  "API clients": apiClientErrors,
  Impersonation: impersonationErrors,
  "Security profiles": securityProfileErrors,
  "Passwords and registration": credentialErrors,
  "Users and user groups": userErrors,
  Addresses: addressErrors,
  "Approval rules": approvalRuleErrors,
  Buyers: buyerErrors,
  Locales: localeErrors,
  "Catalogs and categories": catalogErrors,
  Products: productErrors,
  "Product collections": productCollectionErrors,
  Specs: specErrors,
  "Price schedules": priceScheduleErrors,
  Inventory: inventoryErrors,
  Bundles: bundleErrors,
  Expressions: expressionErrors,
  Promotions: promotionErrors,
  Orders: orderErrors,
  "Line items": lineItemErrors,
  Payments: paymentErrors,
  Shipments: shipmentErrors,
  "Order returns": orderReturnErrors,
  "Group orders": groupOrderErrors,
  Subscriptions: subscriptionErrors,
  Integrations: integrationErrors,
  Webhooks: webhookErrors,
  "Message senders": messageSenderErrors,
  Synchronization: synchronizationErrors,
} as const satisfies Readonly<Record<string, Readonly<Record<string, ErrorDeclaration>>>>;

/** Every error by its code, spelled as clients match it. */
export const errors: Readonly<Record<ErrorCode, ErrorDeclaration>> = {
  ...generalErrors,
  ...listErrors,
  ...partyAssignmentErrors,
  ...authErrors,
  ...apiClientErrors,
  ...impersonationErrors,
  ...securityProfileErrors,
  ...credentialErrors,
  ...userErrors,
  ...addressErrors,
  ...approvalRuleErrors,
  ...buyerErrors,
  ...localeErrors,
  ...catalogErrors,
  ...productErrors,
  ...productCollectionErrors,
  ...specErrors,
  ...priceScheduleErrors,
  ...inventoryErrors,
  ...bundleErrors,
  ...expressionErrors,
  ...promotionErrors,
  ...orderErrors,
  ...lineItemErrors,
  ...paymentErrors,
  ...shipmentErrors,
  ...orderReturnErrors,
  ...groupOrderErrors,
  ...subscriptionErrors,
  ...integrationErrors,
  ...webhookErrors,
  ...messageSenderErrors,
  ...synchronizationErrors,
};
