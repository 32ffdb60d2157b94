import { date, flag, id, integer, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { buyerProduct, product } from "./product.ts";

export const productCollection = model("ProductCollection", {
  ID: id({ search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 1 }),
  xp: xp(),
  AccessLevel: oneOf("AccessLevel", { nullable: false, default: "Private" }),
});

export const productCollectionEntry = model("ProductCollectionEntry", {
  ProductID: text({ required: true }),
  ListOrder: integer(),
});

export const productCollectionInvitation = model("ProductCollectionInvitation", {
  ID: id({ readOnly: true, search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 1 }),
  Admin: flag({ nullable: false, default: false }),
  Accepted: flag({ readOnly: true, nullable: false, default: false }),
  ExpirationDate: date(),
  xp: xp(),
});

export const productCollectionProduct = model(
  "ProductCollectionProduct",
  {
    ListOrder: integer(),
    DateAdded: date(),
    ...product.fields,
  },
  "An entry of a product collection as an administrator sees it.",
);

export const productCollectionBuyerProduct = model(
  "ProductCollectionBuyerProduct",
  {
    ListOrder: integer(),
    DateAdded: date(),
    ...buyerProduct.fields,
  },
  "An entry of a product collection as a shopper sees it.",
);
