import { decimal, embedded, flag, id, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const variant = model("Variant", {
  ID: id({ search: 1, sort: 1 }),
  Name: text({ max: 100, search: 2, sort: 2 }),
  Description: text({ max: 2000, search: 3 }),
  Active: flag({ nullable: false }),
  ShipWeight: decimal(),
  ShipHeight: decimal(),
  ShipWidth: decimal(),
  ShipLength: decimal(),
  Inventory: embedded("VariantInventory"),
  Specs: listOf(embedded("VariantSpec"), { readOnly: true }),
  xp: xp(),
});

export const variantSpec = model("VariantSpec", {
  SpecID: text({ required: true }),
  Name: text({ readOnly: true }),
  OptionID: text(),
  Value: text({ max: 2000 }),
  PriceMarkupType: oneOf("PriceMarkupType"),
  PriceMarkup: decimal(),
});

export const variantOverrides = model(
  "VariantOverrides",
  {
    Active: flag({ nullable: false, default: true }),
  },
  "Properties given to every generated variant.",
);
