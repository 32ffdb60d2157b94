import type { ErrorCode } from "./generated/names.ts";

/** Errors that operations of several resources raise alike. */

/** Users of any company, saved. */
export const userWrites: readonly ErrorCode[] = [
  "User.UsernameMustBeUnique",
  "PasswordReset.InsecurePassword",
  "Auth.ImpersonatorProhibited",
];

/** Users of any company, deleted. */
export const userDeletion: readonly ErrorCode[] = [
  "User.CannotDeleteDefaultContextUser",
  "User.CannotDeleteDevImpersonationUser",
  "User.CannotDeleteWithOpenOrder",
  "Impersonation.CannotDeleteImpersonateeParty",
];

/** User groups of any company, deleted. */
export const groupDeletion: readonly ErrorCode[] = [
  "UserGroup.CannotDeleteApprovingGroup",
  "Impersonation.CannotDeleteImpersonateeParty",
];

/** Passwords, changed by their users. */
export const passwordChange: readonly ErrorCode[] = [
  "PasswordReset.InsecurePassword",
  "PasswordReset.CannotReusePassword",
  "PasswordReset.TooSoonToChange",
];

/** Calls to a service with a header of its own. */
export const customAuth: readonly ErrorCode[] = [
  "Integration.CustomAuthHeaderNameRequired",
  "Integration.CustomAuthHeaderValueRequired",
];

/** Expressions, saved. */
export const expression: readonly ErrorCode[] = [
  "Expression.InvalidArguments",
  "Expression.InvalidFunction",
  "Expression.InvalidSyntax",
  "Expression.InvalidToken",
  "Expression.OrderHistoryCannotBeUsed",
];

/** Specs of a line item. */
export const chosenSpecs: readonly ErrorCode[] = [
  "Spec.OneOrMoreRequiresValue",
  "Spec.OptionNotFound",
  "Spec.RequiresSelection",
  "Spec.RequiresValue",
  "LineItem.VariantNotFound",
];

/** The quantity of a line item. */
export const quantity: readonly ErrorCode[] = [
  "LineItem.QuantityMustBePositive",
  "PriceSchedule.CannotBeLessThanMin",
  "PriceSchedule.CannotExceedMax",
  "PriceSchedule.QuantityNotAllowed",
  "PriceSchedule.CumulativeCannotBeLessThanMin",
  "PriceSchedule.CumulativeCannotExceedMax",
  "PriceSchedule.CumulativeQuantityNotAllowed",
  "PriceSchedule.MissingOrConflicting",
  "Inventory.Insufficient",
];

/** Products put on a line item. */
export const linePurchase: readonly ErrorCode[] = [
  "LineItem.CannotPurchaseParentProduct",
  "LineItem.CannotPurchaseBundleProduct",
  "LineItem.ProductNotAvailableFromSeller",
];

/** Line items of products that the marketplace does not have, added. */
export const adHocPurchase: readonly ErrorCode[] = [
  "IntegrationEvent.BadRequest",
  "IntegrationEvent.AllowSellerApiClientRequired",
];

/** Line items, deleted. */
export const lineDeletion: readonly ErrorCode[] = [
  "LineItem.CannotRemoveBundle",
  "LineItem.CannotRemoveBundleItem",
  "LineItem.CannotRemoveRequiredBundleItem",
  "ShipmentItem.QuantityExceeded",
];

/** Promotions, used on an order. */
export const promotionUse: readonly ErrorCode[] = [
  "Promotion.AlreadyAdded",
  "Promotion.CannotCombine",
  "Promotion.ExceedsUsageLimit",
  "Promotion.Expired",
  "Promotion.NotActive",
  "Promotion.NotEligible",
  "Promotion.NotYetValid",
  "Promotion.OwnerIDMustMatchOrderToCompanyID",
  "PromotionIntegration.FailedToEvaluate",
  "PromotionIntegration.LineItemIdMustBeNull",
  "PromotionIntegration.LineItemIdRequired",
  "Order.CannotApplyPromoBadStatus",
];

/** Addresses of an order, by ID. */
export const orderAddresses: readonly ErrorCode[] = ["Address.IsNotShippingAddress"];

/** An order's own billing address, changed. */
export const patchedBilling: readonly ErrorCode[] = [
  "BillingAddress.CannotModifyNotFound",
  "BillingAddress.CannotPatchSetByID",
];

/** An order's own shipping address, changed. */
export const patchedShipping: readonly ErrorCode[] = [
  "Address.CannotUpdateNotFound",
  "ShippingAddress.CannotModifyNotFound",
  "ShippingAddress.CannotPatchSetByID",
];

/** Costs of an order that need a role. */
export const overrides: readonly ErrorCode[] = ["Order.OverrideShippingPermission", "Order.OverrideTaxPermission"];

/** Payments, saved. */
export const paymentWrites: readonly ErrorCode[] = [
  "Order.PaymentLimit",
  "Payment.AlreadyPaid",
  "Payment.AmountGreaterThanZero",
  "Payment.CannotEditCancelled",
  "Payment.CannotPatchAccepted",
  "Payment.CannotSetCreditCard",
  "Payment.CannotSetSpendingAccount",
  "Payment.CannotUseExpiredSpendingAccount",
  "Payment.ExceedsBalance",
  "Payment.InvalidSpendingAccountID",
  "Payment.SpendingAccountIdMissing",
  "OrderReturn.PaymentValueMustBeNegative",
  "OrderReturn.TotalRefundsExceedRefundAmount",
  "OrderReturn.CannotCreatePaymentBadStatus",
];

/** Payments, changed. */
export const paymentChanges: readonly ErrorCode[] = ["Payment.CannotPatchProperty", "Payment.NotAuthorizedToPatch"];

/** Orders, calculated by an integration. */
export const calculation: readonly ErrorCode[] = [
  "IntegrationEvent.ApiClientNotConfiguredForOrderCalculate",
  "IntegrationEvent.BadRequest",
  "IntegrationEvent.AllowSellerApiClientRequired",
];

/** Inventory records, saved. */
export const inventoryWrites: readonly ErrorCode[] = [
  "Inventory.MustEnable",
  "InventoryConfiguration.CannotCreateInventoryRecord",
  "InventoryConfiguration.InvalidVariantLevelTracking",
  "InventoryConfiguration.ProductInventoryMustExist",
];

/** Invitations to a group order. */
export const invitations: readonly ErrorCode[] = [
  "GroupOrderInvitation.InvitationQuantityExceeded",
  "GroupOrderInvitation.InvalidExpiration",
  "GroupOrder.CannotModify",
  "GroupOrder.CannotModifySubmittedOrder",
];

/** Line items, saved. */
export const lineWrites: readonly ErrorCode[] = [
  "LineItem.CannotChangeProductID",
  "LineItem.DateNeededMustBeGreaterThanDateAdded",
  "Order.LineItemLimit",
  "ShipmentItem.QuantityExceeded",
  "Address.IsNotShippingAddress",
  ...chosenSpecs,
  ...quantity,
  ...linePurchase,
];

/** Items of subscriptions, saved: as line items, but that nothing is shipped of them. */
export const itemWrites: readonly ErrorCode[] = unshipped(lineWrites);

/** Items of subscriptions, deleted. */
export const itemDeletion: readonly ErrorCode[] = unshipped(lineDeletion);

/** Subscriptions, saved. */
export const subscriptionWrites: readonly ErrorCode[] = [
  "Buyer.UserNotFound",
  "Address.IsNotShippingAddress",
  "Payment.CannotSetCreditCard",
  "Payment.CannotSetSpendingAccount",
  "Payment.SpendingAccountIdMissing",
  "Payment.InvalidSpendingAccountID",
];

/** Bundles, put on an order. */
export const bundlePurchase: readonly ErrorCode[] = [
  "Bundle.ProductNotAssigned",
  "Bundle.RequiredBundleItemMissing",
  "Bundle.DefaultQuantityMissing",
  "LineItem.DateNeededMustBeGreaterThanDateAdded",
  "Order.LineItemLimit",
  "Address.IsNotShippingAddress",
  ...chosenSpecs,
  ...quantity,
  ...linePurchase,
];

/** Bundles, and parts of them, taken off an order. */
export const bundleRemoval: readonly ErrorCode[] = [
  "LineItem.CannotRemoveRequiredBundleItem",
  "ShipmentItem.QuantityExceeded",
];

/** Bundles, put on a subscription. */
export const itemBundlePurchase: readonly ErrorCode[] = unshipped(bundlePurchase);

/** Bundles, and parts of them, taken off a subscription. */
export const itemBundleRemoval: readonly ErrorCode[] = unshipped(bundleRemoval);

/** Without the error of what was shipped. */
function unshipped(codes: readonly ErrorCode[]): readonly ErrorCode[] {
  return codes.filter((code) => code !== "ShipmentItem.QuantityExceeded");
}

/** Orders that become open: what they cost and take. */
export const openingOrder: readonly ErrorCode[] = [
  "Order.CannotSubmitWithUnaccceptedPayments",
  "Payment.AlreadyPaid",
  "Payment.InvalidSpendingAccountID",
  "Payment.CannotUseExpiredSpendingAccount",
  "Payment.ExceedsBalance",
  "Inventory.Insufficient",
];

/** Orders, checked before submission. */
export const submission: readonly ErrorCode[] = [
  "Order.CannotSubmitBadStatus",
  "Order.CannotSubmitWithNoLineItems",
  "Order.CannotSubmitWithParentProduct",
  "Order.CannotSubmitWithInactiveProduct",
  "Order.CannotSubmitUncalculatedOrder",
  "Order.ProductsNotFound",
  "Bundle.RequiredBundleItemMissing",
  "Order.CurrencyMismatch",
  "LineItem.ProductNotAvailableFromSeller",
  "Address.IsNotShippingAddress",
  ...chosenSpecs,
  ...quantity,
  ...openingOrder,
  ...promotionUse,
];
