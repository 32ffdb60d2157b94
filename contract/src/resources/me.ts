import { resource } from "../declare.ts";
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
  operations: [addresses, payment, productCollections, subscriptions, products, orders, profile],
});
