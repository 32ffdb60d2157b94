import { flag, integer, text, xp } from "../field.ts";
import { companyLevelOnly, model } from "../model.ts";
import { described, named, owner, ownId } from "../shared-fields.ts";

export const catalog = model(
  "Catalog",
  {
    ID: ownId("the marketplace", { search: 1, sort: 3 }),
    OwnerID: owner({ sort: 1 }),
    Name: named({ required: true, max: 100, search: 2, sort: 2 }),
    Description: described({ max: 2000, search: 3 }),
    Active: flag("False: no shopper sees it, nor what is in it only.", { nullable: false }),
    CategoryCount: integer("Categories in it, at every depth.", { readOnly: true, nullable: false }),
    xp: xp(),
  },
  "Products and a tree of categories that are opened to buyers together. A product may be in several.",
);

export const catalogAssignment = model(
  "CatalogAssignment",
  {
    CatalogID: text("Catalog that is opened.", { required: true }),
    BuyerID: text("Buyer it is opened to. Either this or a buyer group."),
    ViewAllCategories: flag("The buyer sees its categories, but for those that an assignment of a category hides.", {
      nullable: false,
    }),
    ViewAllProducts: flag(
      "The buyer sees its products, but for those in categories where an assignment says otherwise.",
      { nullable: false },
    ),
    BuyerGroupID: text("Buyer group whose members it is opened to, in place of a buyer."),
  },
  "Opens a catalog to a buyer or buyer group. Saving it again replaces both flags. What a buyer has of its own and through its group adds up.",
  companyLevelOnly,
);

export const productCatalogAssignment = model(
  "ProductCatalogAssignment",
  {
    CatalogID: text("Catalog that the product is put in.", { required: true }),
    ProductID: text("Product of the marketplace owner or of the catalog's owner. A child product follows its parent.", {
      required: true,
    }),
  },
  "Puts a product in a catalog. Taking it out takes it out of the catalog's categories as well.",
);
