import type { ErrorCode, ModelName } from "./generated/names.ts";

/** Fate of the holder when the object it names is deleted. */
export type WhenDeleted =
  /** It goes along. */
  | "cascade"
  /** It stays and names nothing. */
  | "clear"
  /** It stays and shows the ID that was. Nobody who gets that ID later is meant by it. */
  | "keep"
  /** The object it names cannot be deleted while it does. */
  | { readonly refused: ErrorCode };

/** A property, or a parameter of a path or a query string, that names another object by its ID. */
export interface Reference {
  /** Model of what is named. */
  readonly target: ModelName;
  /**
   * Within what the ID is looked for, by the model around the target: a property of the holder (`BuyerID`; `ID`: the holder
   * itself), a parameter of the path (`{buyerID}`), or a property of what holds the holder (`Order.FromCompanyID`). Of
   * several the first one given counts, and without any the marketplace's own are meant.
   */
  readonly within?: Readonly<Partial<Record<ModelName, string | readonly string[]>>>;
  /** The marketplace's own are meant as well where there is none of that ID within. */
  readonly orMarketplace?: true;
  /** Property that holds a copy of the target, made when it was named. The copy shows the ID that the reference shows. */
  readonly copy?: string;
  readonly whenDeleted: WhenDeleted;
  /** Code for an ID that names nothing the caller may see. Default: NotFound. */
  readonly unknown?: ErrorCode;
  /** Named once and for all: a later change is passed over (`ignored`), or refused with a code. */
  readonly fixed?: "ignored" | ErrorCode;
}

type Options = Omit<Reference, "target" | "whenDeleted">;
type References = Readonly<Record<string, Reference>>;

const goesWith = (target: ModelName, options: Options = {}): Reference => ({
  target,
  whenDeleted: "cascade",
  ...options,
});
const clearedWith = (target: ModelName, options: Options = {}): Reference => ({
  target,
  whenDeleted: "clear",
  ...options,
});
const outlives = (target: ModelName, options: Options = {}): Reference => ({ target, whenDeleted: "keep", ...options });
const holds = (target: ModelName, refused: ErrorCode, options: Options = {}): Reference => ({
  target,
  whenDeleted: { refused },
  ...options,
});

const ofBuyer = { within: { Buyer: "BuyerID" } } as const;
const ofCompany = { within: { Buyer: "BuyerID", Supplier: "SupplierID" } } as const;
const ofBuyerInPath = { within: { Buyer: "{buyerID}" } } as const;
const ofCompanyInPath = { within: { Buyer: "{buyerID}", Supplier: "{supplierID}" } } as const;

/** Parties that something is assigned to, by the kinds that may have it. */
const buyer = { BuyerID: goesWith("Buyer") };
const buyerGroup = { BuyerGroupID: goesWith("BuyerGroup") };
const supplier = { SupplierID: goesWith("Supplier") };
const groupOfBuyer = { ...buyer, UserGroupID: goesWith("UserGroup", ofBuyer) };
const anyParty = {
  ...buyer,
  ...supplier,
  UserGroupID: goesWith("UserGroup", ofCompany),
  UserID: goesWith("User", ofCompany),
};
/** The same where the path says whose the parties are. */
const groupInPath = { UserGroupID: goesWith("UserGroup", ofCompanyInPath) };
const userInPath = { UserID: goesWith("User", ofCompanyInPath) };

/** Owner of an object: the marketplace or a supplier, for good. */
const owner = { OwnerID: goesWith("Supplier", { fixed: "ignored" }) };

/** The company that a user belongs to: a buyer, a supplier, or the marketplace itself, which goes with everything. */
const company = { CompanyID: goesWith("Buyer", { fixed: "ignored" }) };

const byClient = { ClientID: goesWith("ApiClient", { unknown: "ApiClient.InvalidClientID" }) };

const deliveredBy = { DeliveryConfigID: holds("DeliveryConfig", "DeliveryConfig.CannotDeleteConfigInUse") };

const orderCompanies = {
  FromCompanyID: outlives("Buyer", { fixed: "ignored" }),
  FromUserID: outlives("User", { within: { Buyer: "FromCompanyID" }, unknown: "Buyer.UserNotFound", fixed: "ignored" }),
  ToCompanyID: outlives("Supplier", { fixed: "ignored" }),
};
const addressOfBuyer = { within: { Buyer: "FromCompanyID" } } as const;

const lineOfOrder = goesWith("LineItem", { within: { Order: "{orderID}" } });

const lineItem: References = {
  ProductID: outlives("Product", { copy: "Product", fixed: "LineItem.CannotChangeProductID" }),
  ShippingAddressID: outlives("Address", { within: { Buyer: "Order.FromCompanyID" }, copy: "ShippingAddress" }),
  ShipFromAddressID: outlives("Address", {
    within: { Supplier: "SupplierID" },
    orMarketplace: true,
    copy: "ShipFromAddress",
  }),
  SupplierID: outlives("Supplier"),
  PriceScheduleID: outlives("PriceSchedule"),
  InventoryRecordID: outlives("InventoryRecord", { within: { Product: "ProductID" } }),
  IncomingOrderID: clearedWith("Order"),
  OutgoingOrderID: clearedWith("Order"),
  InvitationID: outlives("GroupOrderInvitation"),
  DiscountID: outlives("Discount"),
  BundleItemID: goesWith("LineItem", { within: { Order: "{orderID}" } }),
};

/** References of products, and of whatever shows them. */
const product: References = {
  ...owner,
  ParentID: holds("Product", "Product.CannotDeleteParentProduct"),
  DefaultPriceScheduleID: clearedWith("PriceSchedule"),
  DefaultSupplierID: clearedWith("Supplier"),
  ShipFromAddressID: clearedWith("Address", {
    within: { Supplier: ["DefaultSupplierID", "OwnerID"] },
    orMarketplace: true,
  }),
};
const { ParentID, DefaultSupplierID, ShipFromAddressID } = product;
/** Shoppers are not told who owns a product. */
const productForBuyers = {
  ParentID,
  DefaultSupplierID,
  ShipFromAddressID: { ...ShipFromAddressID, within: { Supplier: "DefaultSupplierID" } },
} as References;

/**
 * Every property that names another resource, by model and property; properties of lists and embedded objects by the model
 * they are declared in. What resolves, renames, deletes and documents references reads this.
 */
export const references: Readonly<Partial<Record<ModelName, References>>> = {
  // Parties
  Buyer: {
    DefaultCatalogID: holds("Catalog", "Catalog.CannotDelete"),
    GroupID: clearedWith("BuyerGroup"),
  },
  MeBuyer: { DefaultCatalogID: holds("Catalog", "Catalog.CannotDelete") },
  User: company,
  MeUser: company,
  // Whoever ordered, as orders show them.
  OrderUser: { CompanyID: outlives("Buyer") },
  BuyerGroup: { DefaultCatalogID: holds("Catalog", "Catalog.CannotDelete") },
  UserGroupAssignment: { ...userInPath, ...groupInPath },
  AddressAssignment: { AddressID: goesWith("Address", ofBuyerInPath), ...userInPath, ...groupInPath },
  CostCenterAssignment: { CostCenterID: goesWith("CostCenter", ofBuyerInPath), ...groupInPath },
  CreditCardAssignment: { CreditCardID: goesWith("CreditCard", ofBuyerInPath), ...userInPath, ...groupInPath },
  SpendingAccountAssignment: {
    SpendingAccountID: goesWith("SpendingAccount", ofBuyerInPath),
    ...userInPath,
    ...groupInPath,
  },
  ApprovalRule: {
    ApprovingGroupID: holds("UserGroup", "UserGroup.CannotDeleteApprovingGroup", ofBuyerInPath),
  },
  SellerApprovalRule: {
    ...owner,
    ApprovingGroupID: holds("UserGroup", "UserGroup.CannotDeleteApprovingGroup", { within: { Supplier: "OwnerID" } }),
  },
  Locale: owner,
  LocaleAssignment: { LocaleID: goesWith("Locale"), ...groupOfBuyer },

  // Access
  ApiClient: {
    DefaultContextUserName: holds("User", "User.CannotDeleteDefaultContextUser"),
    OrderCheckoutIntegrationEventID: holds("IntegrationEvent", "IntegrationEvent.CannotDeleteInUse"),
    OrderReturnIntegrationEventID: holds("IntegrationEvent", "IntegrationEvent.CannotDeleteInUse"),
    AddToCartIntegrationEventID: holds("IntegrationEvent", "IntegrationEvent.CannotDeleteInUse"),
  },
  ApiClientAssignment: { ApiClientID: goesWith("ApiClient"), ...buyer, ...supplier },
  SecurityProfileAssignment: { SecurityProfileID: goesWith("SecurityProfile"), ...anyParty },
  ImpersonationConfig: {
    ClientID: holds("ApiClient", "ApiClient.UsedByImpersonationConfig", { unknown: "Impersonation.ClientIDNotFound" }),
    SecurityProfileID: holds("SecurityProfile", "Impersonation.CannotDeleteSecurityProfile"),
    ImpersonationBuyerID: holds("Buyer", "Impersonation.CannotDeleteImpersonateeParty"),
    ImpersonationGroupID: holds("UserGroup", "Impersonation.CannotDeleteImpersonateeParty", {
      within: { Buyer: "ImpersonationBuyerID" },
    }),
    ImpersonationUserID: holds("User", "Impersonation.CannotDeleteImpersonateeParty", {
      within: { Buyer: "ImpersonationBuyerID" },
    }),
    BuyerID: holds("Buyer", "Impersonation.CannotDeleteImpersonateeParty"),
    GroupID: holds("UserGroup", "Impersonation.CannotDeleteImpersonateeParty", ofBuyer),
    UserID: holds("User", "Impersonation.CannotDeleteImpersonateeParty", ofBuyer),
  },
  OpenIdConnect: {
    OrderCloudApiClientID: goesWith("ApiClient"),
    IntegrationEventID: holds("IntegrationEvent", "IntegrationEvent.CannotDeleteInUse"),
  },
  OneTimePasswordRequest: byClient,
  PasswordReset: byClient,
  PasswordResetRequest: byClient,
  ImpersonateTokenRequest: { ClientID: goesWith("ApiClient", { unknown: "Impersonation.ClientIDNotFound" }) },

  // Catalog
  Catalog: owner,
  CatalogAssignment: { CatalogID: goesWith("Catalog"), ...buyer, ...buyerGroup },
  ProductCatalogAssignment: { CatalogID: goesWith("Catalog"), ProductID: goesWith("Product") },
  Category: { ParentID: goesWith("Category", { within: { Catalog: "{catalogID}" } }) },
  CategoryAssignment: { CategoryID: goesWith("Category", { within: { Catalog: "{catalogID}" } }), ...groupOfBuyer },
  CategoryProductAssignment: {
    CategoryID: goesWith("Category", { within: { Catalog: "{catalogID}" } }),
    ProductID: goesWith("Product"),
  },
  CategoryBundleAssignment: {
    CategoryID: goesWith("Category", { within: { Catalog: "{catalogID}" } }),
    BundleID: goesWith("Bundle"),
  },
  Product: product,
  ProductCollectionProduct: product,
  BuyerProduct: productForBuyers,
  ProductCollectionBuyerProduct: productForBuyers,
  AdHocProduct: { DefaultSupplierID: clearedWith("Supplier") },
  ProductSupplier: { DefaultPriceScheduleID: clearedWith("PriceSchedule") },
  ProductAssignment: {
    ProductID: goesWith("Product"),
    PriceScheduleID: goesWith("PriceSchedule"),
    SellerID: goesWith("Supplier"),
    ...groupOfBuyer,
  },
  PriceSchedule: owner,
  BuyerPriceSchedule: owner,
  Spec: {
    ...owner,
    DefaultOptionID: clearedWith("SpecOption", { within: { Spec: "ID" }, unknown: "Spec.OptionNotFound" }),
  },
  SpecProductAssignment: {
    SpecID: goesWith("Spec"),
    ProductID: goesWith("Product"),
    DefaultOptionID: clearedWith("SpecOption", { within: { Spec: "SpecID" }, unknown: "Spec.OptionNotFound" }),
  },
  VariantSpec: {
    SpecID: goesWith("Spec"),
    OptionID: goesWith("SpecOption", { within: { Spec: "SpecID" }, unknown: "Spec.OptionNotFound" }),
  },
  InventoryRecord: {
    ...owner,
    AddressID: holds("Address", "Address.CannotDeleteInventoryRecordAddress", { within: { Supplier: "OwnerID" } }),
  },
  InventoryRecordAssignment: {
    InventoryRecordID: goesWith("InventoryRecord", { within: { Product: "{productID}" } }),
    ...groupOfBuyer,
  },
  Bundle: owner,
  BundleAssignment: { BundleID: goesWith("Bundle"), SellerID: goesWith("Supplier"), ...groupOfBuyer },
  BundleCatalogAssignment: { BundleID: goesWith("Bundle"), CatalogID: goesWith("Catalog") },
  BundleProductAssignment: {
    BundleID: goesWith("Bundle"),
    ProductID: holds("Product", "Product.CannotDeleteProductAssingedToBundle"),
  },
  ProductCollectionEntry: { ProductID: goesWith("Product") },
  Discount: {
    ProductID: goesWith("Product"),
    CatalogID: goesWith("Catalog"),
    CategoryID: goesWith("Category", { within: { Catalog: "CatalogID" } }),
  },
  DiscountAssignment: { DiscountID: goesWith("Discount"), ...groupOfBuyer, ...buyerGroup },
  Promotion: owner,
  EligiblePromotion: owner,
  AddedPromo: { ...owner, LineItemID: lineOfOrder },
  RemovedPromo: { ...owner, LineItemID: lineOfOrder },
  PromotionOverride: { PromotionID: goesWith("Promotion") },
  PromotionAssignment: { PromotionID: goesWith("Promotion"), ...groupOfBuyer },

  // Orders
  Order: {
    ...orderCompanies,
    BillingAddressID: outlives("Address", { ...addressOfBuyer, copy: "BillingAddress" }),
    ShippingAddressID: outlives("Address", addressOfBuyer),
    SubscriptionID: clearedWith("Subscription"),
  },
  LineItem: lineItem,
  ExtendedLineItem: { ...lineItem, OrderID: goesWith("Order") },
  // The product as it was when the line was made: what it names may be gone.
  LineItemVariant: { ID: outlives("Variant", { within: { Product: "LineItem.ProductID" } }) },
  LineItemProduct: { DefaultSupplierID: outlives("Supplier"), ParentID: outlives("Product") },
  UnavailableLineItem: { ProductID: outlives("Product") },
  LineItemSpec: {
    SpecID: outlives("Spec"),
    OptionID: outlives("SpecOption", { within: { Spec: "SpecID" }, unknown: "Spec.OptionNotFound" }),
  },
  LineItemOverride: {
    LineItemID: lineOfOrder,
    InventoryRecordID: outlives("InventoryRecord", { within: { Product: "LineItem.ProductID" } }),
  },
  ShipEstimateItem: { LineItemID: lineOfOrder },
  PromoAccepted: { LineItemID: lineOfOrder },
  PromoRejected: { LineItemID: lineOfOrder },
  PromotionExplanation: { PromotionID: goesWith("Promotion") },
  PromotionExplanations: { OrderID: goesWith("Order") },
  PromotionLineExplanation: { LineItemID: lineOfOrder },
  OrderSplitResult: { RemainingLineItemIDs: lineOfOrder },
  Payment: {
    CreditCardID: outlives("CreditCard", {
      within: { Buyer: "Order.FromCompanyID" },
      fixed: "Payment.CannotPatchProperty",
    }),
    SpendingAccountID: holds("SpendingAccount", "Payment.CannotDeleteSpendingAccount", {
      within: { Buyer: "Order.FromCompanyID" },
      unknown: "Payment.InvalidSpendingAccountID",
      fixed: "Payment.CannotPatchProperty",
    }),
    OrderReturnID: goesWith("OrderReturn"),
  },
  Shipment: {
    BuyerID: outlives("Buyer", { fixed: "ignored" }),
    OwnerID: outlives("Supplier", { fixed: "ignored" }),
    FromAddressID: outlives("Address", {
      within: { Supplier: "OwnerID" },
      orMarketplace: true,
      copy: "FromAddress",
    }),
    ToAddressID: outlives("Address", { within: { Buyer: "BuyerID" }, copy: "ToAddress" }),
  },
  ShipmentItem: {
    OrderID: goesWith("Order"),
    LineItemID: goesWith("LineItem", { within: { Order: "OrderID" } }),
  },
  OrderPromotion: { ...owner, LineItemID: lineOfOrder },
  OrderApproval: {
    ApprovalRuleID: outlives("ApprovalRule", { within: { Buyer: "Order.FromCompanyID" } }),
    ApprovingGroupID: outlives("UserGroup", { within: { Buyer: "Order.FromCompanyID" } }),
  },
  OrderReturn: {
    OrderID: goesWith("Order", { fixed: "ignored" }),
    PaymentIDs: clearedWith("Payment", { within: { Order: "OrderID" } }),
  },
  LineItemReturnCalculation: { LineItemID: goesWith("LineItem", { within: { Order: "OrderReturn.OrderID" } }) },
  OrderReturnItem: { LineItemID: goesWith("LineItem", { within: { Order: "OrderReturn.OrderID" } }) },
  OrderReturnApproval: {
    OrderReturnID: goesWith("OrderReturn"),
    ApprovalRuleID: outlives("SellerApprovalRule"),
    ApprovingGroupID: outlives("UserGroup", { within: { Supplier: "Order.ToCompanyID" }, orMarketplace: true }),
  },
  GroupOrderInvitation: { OrderID: goesWith("Order", { fixed: "ignored" }) },
  Subscription: {
    FromCompanyID: goesWith("Buyer", { fixed: "ignored" }),
    FromUserID: goesWith("User", {
      within: { Buyer: "FromCompanyID" },
      unknown: "Buyer.UserNotFound",
      fixed: "ignored",
    }),
    ToCompanyID: goesWith("Supplier", { fixed: "ignored" }),
    BillingAddressID: clearedWith("Address", addressOfBuyer),
    ShippingAddressID: clearedWith("Address", addressOfBuyer),
  },
  SubscriptionPayment: {
    CreditCardID: clearedWith("CreditCard", { within: { Buyer: "Subscription.FromCompanyID" } }),
    SpendingAccountID: clearedWith("SpendingAccount", {
      within: { Buyer: "Subscription.FromCompanyID" },
      unknown: "Payment.InvalidSpendingAccountID",
    }),
  },

  // Integrations
  Webhook: { ApiClientIDs: clearedWith("ApiClient"), ...deliveredBy },
  MessageSender: deliveredBy,
  MessageSenderAssignment: {
    MessageSenderID: goesWith("MessageSender"),
    ...buyer,
    ...supplier,
    UserGroupID: goesWith("UserGroup", ofCompany),
  },
  MessageCCListenerAssignment: anyParty,
  TrackingEvent: {
    ClientID: goesWith("ApiClient", {
      unknown: "TrackingEvent.InvalidClientID",
      fixed: "TrackingEvent.CannotUpdateProperty",
    }),
    DeliveryConfigID: { ...deliveredBy.DeliveryConfigID, unknown: "TrackingEvent.InvalidDeliveryConfigID" },
  },
  InventoryIntegration: deliveredBy,
  EntitySyncConfig: deliveredBy,
  ErrorConfig: deliveredBy,
  OrderSyncConfig: deliveredBy,
  ProductSyncConfig: deliveredBy,
  SubscriptionIntegration: { ApiClientID: holds("ApiClient", "ApiClient.UsedByIntegration") },
};

/** Models of what parameters of paths and query strings name, by the parameter's name in any case. */
const named: Readonly<Record<string, ModelName>> = {
  addressID: "Address",
  apiClientID: "ApiClient",
  apiClientSecretID: "ApiClientSecret",
  approvalRuleID: "ApprovalRule",
  bundleID: "Bundle",
  bundleItemID: "LineItem",
  buyerGroupID: "BuyerGroup",
  buyerID: "Buyer",
  catalogID: "Catalog",
  categoryID: "Category",
  clientID: "ApiClient",
  costCenterID: "CostCenter",
  creditCardID: "CreditCard",
  defaultPriceScheduleID: "PriceSchedule",
  deliveryConfigID: "DeliveryConfig",
  discountID: "Discount",
  eventID: "TrackingEvent",
  impersonationConfigID: "ImpersonationConfig",
  deliveryID: "Delivery",
  incrementorID: "Incrementor",
  integrationEventID: "IntegrationEvent",
  inventoryRecordID: "InventoryRecord",
  invitationID: "ProductCollectionInvitation",
  lineItemID: "LineItem",
  localeID: "Locale",
  messageSenderID: "MessageSender",
  newBuyerID: "Buyer",
  openidconnectID: "OpenIdConnect",
  optionID: "SpecOption",
  orderID: "Order",
  paymentID: "Payment",
  priceScheduleID: "PriceSchedule",
  productCollectionID: "ProductCollection",
  productFacetID: "ProductFacet",
  productID: "Product",
  promotionID: "Promotion",
  returnID: "OrderReturn",
  securityProfileID: "SecurityProfile",
  sellerID: "Supplier",
  shipmentID: "Shipment",
  specID: "Spec",
  spendingAccountID: "SpendingAccount",
  subscriptionID: "Subscription",
  subscriptionItemID: "LineItem",
  supplierID: "Supplier",
  synonymID: "Synonym",
  transactionID: "PaymentTransaction",
  userGroupID: "UserGroup",
  userID: "User",
  variantID: "Variant",
  webhookID: "Webhook",
};
const byLowerCase = new Map(Object.entries(named).map(([name, model]) => [name.toLowerCase(), model]));

/** The model of what a parameter of a path or a query string names; undefined when it names none. */
export const parameterTarget = (parameter: string): ModelName | undefined => byLowerCase.get(parameter.toLowerCase());
