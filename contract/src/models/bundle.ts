import { embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const bundle = model(
  "Bundle",
  {
    ID: id({ search: 1, sort: 2 }),
    OwnerID: text(),
    Name: text({ required: true, max: 100, search: 2, sort: 1 }),
    Description: text({ max: 2000, search: 3 }),
    Active: flag({ nullable: false }),
    xp: xp(),
  },
  "Products sold together.",
);

export const bundleAssignment = model(
  "BundleAssignment",
  {
    SellerID: text(),
    BundleID: text({ required: true }),
    BuyerID: text({ required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: text(),
  },
  "Gives a buyer or user group access to a bundle.",
  noUserLevel,
);

export const bundleCatalogAssignment = model("BundleCatalogAssignment", {
  CatalogID: text({ required: true }),
  BundleID: text({ required: true }),
});

export const bundleItems = model(
  "BundleItems",
  {
    LineItems: listOf(embedded("LineItem")),
  },
  "Quantities and specs chosen for the products of a bundle.",
);

export const bundleProductAssignment = model("BundleProductAssignment", {
  ProductID: text({ required: true }),
  BundleID: text({ required: true }),
  Required: flag({ required: true, nullable: false }),
  DefaultQuantity: integer(),
});

export const categoryBundleAssignment = model("CategoryBundleAssignment", {
  CategoryID: text({ required: true }),
  BundleID: text({ required: true }),
  ListOrder: integer(),
});
