import { decimal, embedded, flag, id, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const spec = model(
  "Spec",
  {
    OwnerID: text(),
    ID: id({ search: 2, sort: 3 }),
    ListOrder: integer({ nullable: false, sort: 1 }),
    Name: text({ required: true, search: 1, sort: 2 }),
    DefaultValue: text({ max: 2000 }),
    Required: flag({ nullable: false }),
    AllowOpenText: flag({ nullable: false }),
    DefaultOptionID: text(),
    DefinesVariant: flag({ nullable: false }),
    xp: xp(),
    OptionCount: integer({ readOnly: true, nullable: false }),
    Options: listOf(embedded("SpecOption"), { readOnly: true }),
  },
  "A property that shoppers choose or fill in, such as size or engraving.",
);

export const specOption = model("SpecOption", {
  ID: id({ search: 2, sort: 2 }),
  Value: text({ required: true, max: 2000, search: 1 }),
  ListOrder: integer({ nullable: false, sort: 1 }),
  IsOpenText: flag({ nullable: false }),
  PriceMarkupType: oneOf("PriceMarkupType"),
  PriceMarkup: decimal(),
  xp: xp(),
});

export const specProductAssignment = model("SpecProductAssignment", {
  SpecID: text({ required: true, search: 1, sort: 1 }),
  ProductID: text({ required: true, search: 2, sort: 2 }),
  DefaultValue: text({ max: 2000, sort: 4 }),
  DefaultOptionID: text({ sort: 3 }),
});
