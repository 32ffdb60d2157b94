import { error } from "../error.ts";
import { integer, listOf, text } from "../field.ts";

/** Catalogs and categories. */
export const catalogErrors = {
  "Catalog.CannotDelete": error(
    400,
    "The catalog is the default catalog of a buyer.",
    "Give the buyers that Data names another default catalog first.",
    { CatalogID: text(), BuyerIDs: listOf(text()), BuyerGroupIDs: listOf(text()) },
  ),
  "Catalog.CannotEdit": error(403, "You may not change this catalog.", "Use a token of the catalog's owner."),
  "Catalog.NotActive": error(400, "The catalog is not active.", "Activate the catalog, or name another."),
  "Catalog.CannotAssignProduct": error(
    400,
    "The product must belong to the marketplace owner or to the owner of the catalog.",
    "Assign a product of the catalog's owner, or let the marketplace owner do it.",
    { CatalogID: text(), ProductID: text() },
  ),
  "Catalog.CannotAssignChildProduct": error(
    400,
    "Assign the parent product; its children follow it.",
    "Assign the parent product instead.",
    { ProductID: text() },
  ),
  "Category.CircularReference": error(
    400,
    "A category cannot lie below itself.",
    "Choose a ParentID that is not below the category.",
    { CategoryID: text(), ParentID: text({ nullable: true }) },
  ),
  "Category.TooDeep": error(
    400,
    "Categories cannot lie so many levels below each other.",
    "Choose a ParentID that is nearer to the top.",
    { CategoryID: text(), ParentID: text({ nullable: true }), MaximumLevels: integer() },
  ),
  "Category.MaximumCategoriesReached": error(
    400,
    "The catalog has as many categories as it can have.",
    "Delete categories that are not needed, or use another catalog.",
    { CatalogID: text(), MaximumCategories: integer() },
  ),
  "Category.InvalidDepth": error(400, "depth must be a positive integer or all.", "Send a number from 1, or all.", {
    Depth: text(),
  }),
  "Category.NoBuyer": error(
    400,
    "A buyer is needed to find the catalog.",
    "Name the catalog, or the buyer whose default catalog is meant.",
  ),
  "Category.CannotAssignChildProduct": error(
    400,
    "The parent of this product is not in the catalog.",
    "Assign the parent product to the catalog first.",
    { CatalogID: text(), ProductID: text() },
  ),
};
