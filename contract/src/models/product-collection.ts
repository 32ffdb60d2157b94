import { date, flag, id, integer, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { named, ownId } from "../shared-fields.ts";
import { buyerProduct, product } from "./product.ts";

export const productCollection = model(
  "ProductCollection",
  {
    ID: ownId("the buyer", { search: 1, sort: 2 }),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    xp: xp(),
    AccessLevel: oneOf("AccessLevel", "Who sees it besides the user who made it.", {
      nullable: false,
      default: "Private",
    }),
  },
  "A wish list: up to 500 products that a buyer user gathered.",
);

export const productCollectionEntry = model(
  "ProductCollectionEntry",
  {
    ProductID: text("Product to gather; the user must see it.", { required: true }),
    ListOrder: integer("Place in the collection, lowest first."),
  },
  "A product to put into a product collection. Once more: with another place.",
);

export const productCollectionInvitation = model(
  "ProductCollectionInvitation",
  {
    ID: id("Generated; whoever has it may accept.", { readOnly: true, search: 1, sort: 2 }),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    Admin: flag("Who accepts may change the collection and what is in it.", { nullable: false, default: false }),
    Accepted: flag("Somebody accepted it.", { readOnly: true, nullable: false, default: false }),
    ExpirationDate: date("Until when it can be accepted, at most a year ahead. Left out: 30 days."),
    xp: xp(),
  },
  "Lets users of the same buyer join a product collection. It serves several, until it expires.",
);

const entry = {
  ListOrder: integer("Place in the collection, lowest first."),
  DateAdded: date("When it was put into the collection."),
};

export const productCollectionProduct = model(
  "ProductCollectionProduct",
  { ...entry, ...product.fields },
  "An entry of a product collection as an administrator sees it.",
);

export const productCollectionBuyerProduct = model(
  "ProductCollectionBuyerProduct",
  { ...entry, ...buyerProduct.fields },
  "An entry of a product collection as a shopper sees it. Products they do not see are left out.",
);
