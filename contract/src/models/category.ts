import { flag, integer, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { described, named, onlyGroup, ownId } from "../shared-fields.ts";

export const category = model(
  "Category",
  {
    ID: ownId("the catalog", { search: 1, sort: 1 }),
    Name: named({ required: true, max: 100, search: 2, sort: 2 }),
    Description: described({ max: 2000, search: 3 }),
    ListOrder: integer("Place among its siblings, lowest first; equal places go by name.", { atLeast: 0 }),
    Active: flag("False: shoppers see neither it nor what is below it, and it shows them no product.", {
      nullable: false,
    }),
    ParentID: text("Category of the same catalog that it stands under. Null: at the top."),
    ChildCount: integer("Categories directly under it; for shoppers, those they see.", {
      readOnly: true,
      nullable: false,
    }),
    xp: xp(),
  },
  "A node of a catalog's tree. Deleting it deletes what is below it; products stay in the catalog.",
);

export const categoryAssignment = model(
  "CategoryAssignment",
  {
    CategoryID: text("Category of the catalog that the path names.", { required: true }),
    BuyerID: text("Buyer it is decided for. The catalog must be assigned to it.", {
      required: true,
      missing: "PartyAssignment.RequiresBuyer",
    }),
    UserGroupID: onlyGroup(),
    Visible: flag("The category is seen. Null: as its parent is, at the top as the catalog's assignment says."),
    ViewAllProducts: flag("Its products are seen. Null: as its parent has it, at the top as the catalog's assignment."),
  },
  "Decides for a buyer or user group whether a category and its products are seen. Where several reach a user, true wins.",
  noUserLevel,
);

export const categoryProductAssignment = model(
  "CategoryProductAssignment",
  {
    CategoryID: text("Category of the catalog that the path names.", { required: true }),
    ProductID: text("Product to show there. It is put in the catalog if it is not in it.", { required: true }),
    ListOrder: integer("Place of the product in the category, lowest first."),
  },
  "Puts a product in a category.",
);
