import { id, integer, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const productFacet = model("ProductFacet", {
  ID: id({ search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 3 }),
  XpPath: text({ max: 200, search: 3, sort: 4 }),
  ListOrder: integer({ nullable: false, sort: 1 }),
  MinCount: integer({ nullable: false, default: 1 }),
  xp: xp(),
});
