import type { Exception } from "./isolation.ts";

/**
 * References to what is not the caller's that come to something else than that it does not exist, and why. A test
 * names those that it meets; one that it does not meet fails it.
 */
const all = {
  ownBuyer: {
    references: /^Orders\.Create body FromCompanyID$/,
    outcome: "ignored",
    reason: "a buyer's user orders for their own buyer",
  },
  specsOfProduct: {
    references: /^Me\.(GetSpec|ListSpecs) query catalogID$/,
    outcome: "ignored",
    reason: "specs are those of the product, in whatever catalog it is looked at",
  },
  listedWithoutPrice: {
    references: /^Me\.ListProducts query sellerID$/,
    outcome: "ignored",
    reason: "a seller chooses among the prices, and a product without one is still listed",
  },
  suggestedNothing: {
    references: /^Me\.SuggestProducts query (catalogID|categoryID)$/,
    outcome: "ignored",
    reason: "there are no suggestions within what is not seen, as there are none where nothing is typed",
  },
  notSoldBy: {
    references: /^Me\.GetProduct query sellerID$/,
    outcome: "NotFound of Product",
    reason: "the product is not sold by that seller",
  },
  withinCatalog: {
    references: /^Me\.GetCategory query catalogID$/,
    outcome: "NotFound of Category",
    reason: "the category is looked for within the catalog",
  },
  withinCollection: {
    references: /^Me\.(Accept|Decline)ProductCollectionInvitation path productCollectionID$/,
    outcome: "NotFound of ProductCollectionInvitation",
    reason: "the invitation is looked for within the collection",
  },
  explained: {
    references: /^Me\.ExplainProduct path productID$/,
    outcome: "shown with 200",
    reason: "why a product is not seen is explained as well, in marketplaces that are not of production",
    tells: true,
  },
  withinBundle: {
    references: /^(Bundle(Line|Subscription)Items\.Delete|(Cart|Me)\.Delete(Subscription)?BundleItem) path bundleID$/,
    outcome: "NotFound of LineItem",
    reason: "the line is looked for among those of the bundle",
  },
  outsideBundle: {
    references:
      /^(Bundle(Line|Subscription)Items\.Create|(Cart|Me)\.Create(Subscription)?BundleItem) body LineItems\.ProductID$/,
    outcome: "Bundle.ProductNotAssigned",
    reason: "what a bundle does not consist of is told to be none of it, whether it is there or not",
  },
  notShipped: {
    references: /^Orders\.Ship body \w+ID$/,
    outcome: "Order.CannotShipBadStatus",
    reason: "the fixture's order is still a cart; one that can be shipped has a test of its own",
  },
  itemOfShipment: {
    references: /^Shipments\.(Get|Delete)Item path orderID$/,
    outcome: "NotFound of ShipmentItem",
    reason: "an item is named by its order and line item together",
  },
  noSingleUsers: {
    references:
      /^(Bundles|Categories|CostCenters|InventoryRecords|Locales|MessageSenders|Products|Promotions)\.\w+ query userID$/,
    outcome: "PartyAssignment.UserLevelNotAllowed",
    reason: "nothing of the kind is assigned to single users",
  },
  visitors: {
    references: /^Me\.(Register|TransferAnonUserOrder) query anonUserToken$/,
    outcome: "Auth.MustPassAnonUserToken",
    reason: "visitors' tokens have a code of their own",
  },
  notTheirs: {
    references: /./,
    outcome: "Auth.UserNotAuthorizedToAdmin",
    reason: "users of this type do not do this, whatever it is about",
  },
  groupIsTheSellers: {
    references: /^Buyers\.(Save|Patch) body GroupID$/,
    outcome: "ignored",
    reason: "only the marketplace's own people decide which group a buyer is in",
  },
  sightOfToken: {
    references: /^Me\.TransferAnonUserOrder query anonUserToken$/,
    outcome: "ignored",
    reason: "whoever holds a visitor's token may take over the visitor's order, also into another buyer",
    tells: true,
  },
  sightOfInvitation: {
    references: /^GroupOrders\.GetToken path invitationID$/,
    outcome: "ignored",
    reason: "whoever holds an invitation to an order may add lines to it, whoever they are",
    tells: true,
  },
  variantsStay: {
    references: /^Products\.(Patch|Save)Variant path variantID$/,
    outcome: "Product.CannotModify",
    reason: "buyers' users change no variants, whatever they name",
  },
  ownShipments: {
    references: /^Shipments\.\w+ body (BuyerID|OwnerID)$/,
    outcome: "ignored",
    reason: "whose shipment it is follows from who makes it",
  },
  nothingEstimated: {
    references: /^(Cart|IntegrationEvents)\.SelectShip[mM]ethods body ShipMethodSelections\.\w+$/,
    outcome: "IntegrationEvent.MustCalculateShipping",
    reason: "parcels and ways to ship them are named by the service that estimated the order, and none did",
  },
  noConfig: {
    references: /^Users\.GetAccessToken path buyerID$/,
    outcome: "Impersonation.ConfigError",
    reason: "nobody is impersonated without a configuration for it, whether they are there or not",
  },
  incoming: {
    references: /^Orders\.Create body \w+ID$/,
    outcome: "Order.CreateIncomingRequiresFromUser",
    reason: "a supplier makes orders only for a buyer's user whom it names",
  },
  shippedAlready: {
    references: /^Orders\.Ship body \w+ID$/,
    outcome: "Order.ConflictsWithOtherShipments",
    reason: "the fixture's order is shipped; one that can be shipped has a test of its own",
  },
  othersCatalog: {
    references: /(path|body) catalogID$/i,
    outcome: "Catalog.CannotEdit",
    reason: "suppliers are told that a catalog is not theirs, since its ID is taken",
    tells: true,
  },
  othersSchedule: {
    references: /path priceScheduleID$/,
    outcome: "PriceSchedule.CannotModify",
    reason: "suppliers are told that a price schedule is not theirs, since its ID is taken",
    tells: true,
  },
  othersRule: {
    references: /path approvalRuleID$/,
    outcome: "ApprovalRule.CannotModify",
    reason: "suppliers are told that an approval rule is not theirs, since its ID is taken",
    tells: true,
  },
  othersPromotion: {
    references: /^Promotions\.\w+ (path|body) (promotionID|PromotionID)$/,
    outcome: "Auth.UserNotAuthorizedToAdmin",
    reason: "suppliers are told that a promotion is not theirs, since its ID is taken",
    tells: true,
  },
  submittedBefore: {
    references: /^Orders\.((Add|Remove)Promotion path promoCode|ExplainPromotions query promotionID)$/,
    outcome: "Order.CannotApplyPromoBadStatus",
    reason: "the suppliers' order is submitted, whatever the code",
  },
  othersOffer: {
    references: /^Products\.RemoveSupplier path supplierID$/,
    outcome: "Product.CannotModify",
    reason: "suppliers are refused whatever other supplier they name",
  },
  ownLocale: {
    references: /^(Locales|Promotions)\.Create body OwnerID$/,
    outcome: "ignored",
    reason:
      "what a supplier makes is its own, whatever it says; a language and currency have one locale, a code one promotion",
    tells: true,
  },
  ownSubscription: {
    references: /^Me\.CreateSubscription body From(Company|User)ID$/,
    outcome: "ignored",
    reason: "a subscription that is made under /me is the caller's own, whatever is sent",
  },
  sellsForItself: {
    references: /^\w+\.Create(Variant)? body OwnerID$/,
    outcome: "ignored",
    reason: "what a supplier makes is its own, whatever it says",
  },
  notSplit: {
    references: /^Orders\.(Forward|Split) path orderID$/,
    outcome: "Order.CannotSplitWrongUserType",
    reason: "only the marketplace's own users split orders, whichever they name",
  },
  sameParties: {
    references: /^Orders\.Repeat body (FromCompanyID|FromUserID|ToCompanyID)$/,
    outcome: "ignored",
    reason: "an order is repeated for its own user, at its own seller",
  },
  ownOrder: {
    references: /^LineItems\.(Create|Save|Patch) body (InventoryRecordID|Specs\.\w+)$/,
    outcome: "ignored",
    reason: "what was chosen in a submitted order stays",
  },
  notOnSale: {
    references: /^(LineItems\.Create body ProductID|BundleLineItems\.Create path bundleID)$/,
    outcome: "LineItem.ProductNotAvailableFromSeller",
    reason: "the buyer sees the product, and the order goes to another company",
    tells: true,
  },
} satisfies Readonly<Record<string, Exception>>;

const pick = (...names: (keyof typeof all)[]): readonly Exception[] => names.map((name) => all[name]);

/** Exceptions that both the marketplace's own and buyers' users meet. */
const everybody = [
  "itemOfShipment",
  "listedWithoutPrice",
  "noSingleUsers",
  "notSplit",
  "nothingEstimated",
  "notShipped",
  "sameParties",
  "notSoldBy",
  "outsideBundle",
  "ownBuyer",
  "ownSubscription",
  "specsOfProduct",
  "suggestedNothing",
  "visitors",
  "withinBundle",
  "withinCatalog",
  "withinCollection",
] as const;

/** By who meets them. */
export const exceptions = {
  otherMarketplace: pick(...everybody),
  otherBuyer: pick(
    ...everybody,
    "explained",
    "groupIsTheSellers",
    "noConfig",
    "notTheirs",
    "ownShipments",
    "sightOfInvitation",
    "sightOfToken",
    "variantsStay",
  ),
  otherSupplier: pick(
    // Before what would hold of it without telling.
    "othersPromotion",
    "incoming",
    "itemOfShipment",
    "noSingleUsers",
    "nothingEstimated",
    "notOnSale",
    "notSplit",
    "notTheirs",
    "othersCatalog",
    "othersOffer",
    "othersRule",
    "othersSchedule",
    "ownLocale",
    "ownOrder",
    "ownShipments",
    "sameParties",
    "outsideBundle",
    "withinBundle",
    "sellsForItself",
    "shippedAlready",
    "submittedBefore",
  ),
};
