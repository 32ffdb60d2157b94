import { embedded, flag, integer, listOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { described, named, onlyGroup, owner, ownId } from "../shared-fields.ts";

export const bundle = model(
  "Bundle",
  {
    ID: ownId("the marketplace, among bundles and products", { search: 1, sort: 2 }),
    OwnerID: owner(),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    Description: described({ max: 2000, search: 3 }),
    Active: flag("False: shoppers do not see it.", { nullable: false }),
    xp: xp(),
  },
  "Products sold together. A product with its ID shows it in product lists; shoppers see it where they see one of its products.",
);

export const bundleAssignment = model(
  "BundleAssignment",
  {
    SellerID: text("Seller that assigns it. Null: the caller's company."),
    BundleID: text("Bundle that is opened.", { required: true }),
    BuyerID: text("Buyer it is opened to.", { required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: onlyGroup(),
  },
  "Gives a buyer or user group access to a bundle. It says nothing about prices: each product has its own.",
  noUserLevel,
);

export const bundleCatalogAssignment = model(
  "BundleCatalogAssignment",
  {
    CatalogID: text("Catalog that the bundle is put in.", { required: true }),
    BundleID: text("Bundle to put there.", { required: true }),
  },
  "Puts a bundle in a catalog, where it is seen as products are.",
);

export const bundleItems = model(
  "BundleItems",
  {
    LineItems: listOf(
      embedded("LineItem", { partial: true }),
      "A line for each product chosen; required ones must be among them. Left out: every required product in its default quantity.",
    ),
  },
  "Quantities and specs chosen for the products of a bundle.",
);

export const bundleProductAssignment = model(
  "BundleProductAssignment",
  {
    ProductID: text("Product of the same owner. A parent stands for its children.", { required: true }),
    BundleID: text("Bundle that the product becomes a part of.", { required: true }),
    Required: flag("The bundle is not sold without it.", { required: true, nullable: false }),
    DefaultQuantity: integer("Quantity where a shopper chooses none; a required product without one must be chosen.", {
      atLeast: 1,
    }),
  },
  "Makes a product part of a bundle.",
);

export const categoryBundleAssignment = model(
  "CategoryBundleAssignment",
  {
    CategoryID: text("Category of the catalog that the path names.", { required: true }),
    BundleID: text("Bundle to show there.", { required: true }),
    ListOrder: integer("Place of the bundle in the category, lowest first."),
  },
  "Puts a bundle in a category.",
);
