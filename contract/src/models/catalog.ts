import { flag, id, integer, text, xp } from "../field.ts";
import { companyLevelOnly, model } from "../model.ts";

export const catalog = model("Catalog", {
  ID: id({ search: 1, sort: 3 }),
  OwnerID: text({ sort: 1 }),
  Name: text({ required: true, max: 100, search: 2, sort: 2 }),
  Description: text({ max: 2000, search: 3 }),
  Active: flag({ nullable: false }),
  CategoryCount: integer({ readOnly: true, nullable: false }),
  xp: xp(),
});

export const catalogAssignment = model(
  "CatalogAssignment",
  {
    CatalogID: text({ required: true }),
    BuyerID: text(),
    ViewAllCategories: flag({ nullable: false }),
    ViewAllProducts: flag({ nullable: false }),
    BuyerGroupID: text(),
  },
  "Opens a catalog to a buyer or buyer group.",
  companyLevelOnly,
);

export const productCatalogAssignment = model("ProductCatalogAssignment", {
  CatalogID: text({ required: true }),
  ProductID: text({ required: true }),
});
