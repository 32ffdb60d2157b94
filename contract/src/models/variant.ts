import { decimal, embedded, flag, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { described, measures, ownId } from "../shared-fields.ts";

export const variant = model(
  "Variant",
  {
    ID: ownId("the product", { search: 1, sort: 1 }),
    Name: text("Shown to people. As generated: the ID of the product and the values of its options.", {
      max: 100,
      search: 2,
      sort: 2,
    }),
    Description: described({ max: 2000, search: 3 }),
    Active: flag("False: shoppers neither see nor buy it.", { nullable: false }),
    ...measures,
    Inventory: embedded("VariantInventory", "Its own stock, where the product tracks stock by variant."),
    Specs: listOf(embedded("VariantSpec"), "The options that make it up, in the order of its generated ID.", {
      readOnly: true,
    }),
    xp: xp(),
  },
  "A combination of options of a product's variant-defining specs. Variants come from generating them; prices come from the product and the options.",
);

export const variantSpec = model(
  "VariantSpec",
  {
    SpecID: text("Spec that the value is for.", { required: true }),
    Name: text("Name of the spec.", { readOnly: true }),
    OptionID: text("Option chosen. Null: the value was written."),
    Value: text("Value of the option, or what was written.", { max: 2000 }),
    PriceMarkupType: oneOf("PriceMarkupType", "How the option's markup counts."),
    PriceMarkup: decimal("Markup of the option: amount or percentage."),
  },
  "The value of a spec that a variant has.",
);

export const variantOverrides = model(
  "VariantOverrides",
  {
    Active: flag("Whether shoppers see them at once.", { nullable: false, default: true }),
  },
  "Properties given to every generated variant.",
);
