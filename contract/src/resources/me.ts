import { resource } from "../declare.ts";
import {
  chosenSpecs,
  invitations,
  itemBundlePurchase,
  itemBundleRemoval,
  itemDeletion,
  itemWrites,
  linePurchase,
  passwordChange,
  quantity,
  subscriptionWrites,
} from "../raises.ts";
import { addresses } from "./me-addresses.ts";
import { orders } from "./me-orders.ts";
import { payment } from "./me-payment.ts";
import { productCollections } from "./me-product-collections.ts";
import { products } from "./me-products.ts";
import { profile } from "./me-profile.ts";
import { subscriptions } from "./me-subscriptions.ts";

export const me = resource("Me", {
  section: "Me and my stuff",
  description: "What the user behind the token sees and owns.",
  roles: ["Shopper"],
  userTypes: ["Buyer"],
  anonymousReadsOnly: true,
  // What can be put on an order must be found first.
  invited:
    "ListCatalogs GetCatalog ListCategories GetCategory ListProducts SuggestProducts GetProduct ListSpecs GetSpec ListVariants GetVariant",
  operations: [addresses, payment, productCollections, subscriptions, products, orders, profile],
  raises: {
    ExplainProduct: ["Auth.BetaForbiddenProduction"],
    "SaveAddress DeleteAddress PatchAddress": ["Address.CannotEditPublic"],
    "CreateAddress SaveAddress PatchAddress": ["BuyerAddress.MustBeBillingOrShipping"],
    "SaveCreditCard DeleteCreditCard PatchCreditCard": ["CreditCard.CannotEditPublic"],
    "SaveProductCollection DeleteProductCollection PatchProductCollection CreateProductCollectionEntry SaveProductCollectionEntry DeleteProductCollectionEntry ListProductCollectionInvitations CreateProductCollectionInvitation GetProductCollectionInvitation DeleteProductCollectionInvitation PatchProductCollectionInvitation":
      ["ProductCollection.CannotModify"],
    "CreateProductCollectionEntry SaveProductCollectionEntry": ["ProductCollection.ProductEntryLimit"],
    "AcceptProductCollectionInvitation DeclineProductCollectionInvitation": [
      "ProductCollection.AlreadyAcceptedInvitation",
      "ProductCollection.CannotAcceptOrDeclineOwnInvitation",
    ],
    "CreateSubscription SaveSubscription PatchSubscription": [...subscriptionWrites],
    "CreateSubscriptionItem SaveSubscriptionItem PatchSubscriptionItem": [...itemWrites],
    DeleteSubscriptionItem: [...itemDeletion],
    CreateSubscriptionBundleItem: [...itemBundlePurchase],
    DeleteSubscriptionBundleItem: [...itemBundleRemoval],
    "ListCategories ListProducts": ["Category.InvalidDepth", "Category.NoBuyer"],
    ListProducts: ["Catalog.NotActive", "Product.CategoryFilterRequiresCatalogID", "Product.CacheBuilding"],
    "CreateGroupOrderInvitation PatchGroupOrderInvitation": [...invitations],
    DeleteGroupOrderInvitation: ["GroupOrder.CannotDeleteWithLineItems", "GroupOrder.CannotModify"],
    ListOrders: ["Order.AllowedOnSubmittedOnly", "Order.CannotMixSubmittedAndUnsubmitted", "Order.CacheBuilding"],
    "TransferAnonUserOrder Register": ["Auth.MustPassAnonUserToken"],
    TransferAnonUserOrder: [...quantity, ...chosenSpecs, ...linePurchase],
    "Save Patch Register": ["User.UsernameMustBeUnique", "User.XPNotAllowed"],
    "Save Patch ResetPasswordByToken": ["Auth.ImpersonatorProhibited", ...passwordChange],
    ResetPasswordByToken: ["PasswordReset.InvalidVerification"],
    Register: [
      "PasswordReset.InsecurePassword",
      "User.IsNotTemp",
      "Registration.InvalidVerificationCode",
      "Auth.UserNotFound",
    ],
  },
});
