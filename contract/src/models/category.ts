import { flag, id, integer, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const category = model("Category", {
  ID: id({ search: 1, sort: 1 }),
  Name: text({ required: true, max: 100, search: 2, sort: 2 }),
  Description: text({ max: 2000, search: 3 }),
  ListOrder: integer({ atLeast: 0 }),
  Active: flag({ nullable: false }),
  ParentID: text(),
  ChildCount: integer({ readOnly: true, nullable: false }),
  xp: xp(),
});

export const categoryAssignment = model(
  "CategoryAssignment",
  {
    CategoryID: text({ required: true }),
    BuyerID: text({ required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: text(),
    Visible: flag(),
    ViewAllProducts: flag(),
  },
  "Decides about a category for a buyer or user group.",
  noUserLevel,
);

export const categoryProductAssignment = model("CategoryProductAssignment", {
  CategoryID: text({ required: true }),
  ProductID: text({ required: true }),
  ListOrder: integer(),
});
