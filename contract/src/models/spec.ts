import { decimal, embedded, flag, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { owner, ownId } from "../shared-fields.ts";

export const spec = model(
  "Spec",
  {
    OwnerID: owner(),
    ID: ownId("the marketplace", { search: 2, sort: 3 }),
    ListOrder: integer("Place among the specs of a product, lowest first; equal places go by name.", {
      nullable: false,
      sort: 1,
    }),
    Name: text("Shown to shoppers beside the choice.", { required: true, search: 1, sort: 2 }),
    DefaultValue: text("Text taken where a shopper gives none and no option is the default.", { max: 2000 }),
    Required: flag("A line without a value, and without a default to take, is refused.", { nullable: false }),
    AllowOpenText: flag(
      "Shoppers may write a value instead of choosing an option. Not for one that defines variants.",
      {
        nullable: false,
      },
    ),
    DefaultOptionID: text("Option taken where a shopper chooses none. It must exist: set it after the options."),
    DefinesVariant: flag(
      "Each of its options gives a variant of the product, with a stock of its own. Then a value is required.",
      { nullable: false },
    ),
    xp: xp(),
    OptionCount: integer("How many options it has.", { readOnly: true, nullable: false }),
    Options: listOf(embedded("SpecOption"), "Its options, in their order.", { readOnly: true }),
  },
  "A property that shoppers choose or fill in, such as size or engraving.",
);

export const specOption = model(
  "SpecOption",
  {
    ID: ownId("the spec", { search: 2, sort: 2 }),
    Value: text("Shown to shoppers, and kept on the line as its value.", { required: true, max: 2000, search: 1 }),
    ListOrder: integer("Place among the options of the spec, lowest first.", { nullable: false, sort: 1 }),
    IsOpenText: flag("Whoever chooses it writes the value.", { nullable: false }),
    PriceMarkupType: oneOf("PriceMarkupType", "How the markup counts. Null: not at all."),
    PriceMarkup: decimal("Amount or percentage that choosing it adds to the price. In the currency of the price."),
    xp: xp(),
  },
  "A value of a spec to choose, which may change the price.",
);

export const specProductAssignment = model(
  "SpecProductAssignment",
  {
    SpecID: text("Spec that the product gets.", { required: true, search: 1, sort: 1 }),
    ProductID: text("Product of the same owner. Children have the specs of their parent besides their own.", {
      required: true,
      search: 2,
      sort: 2,
    }),
    DefaultValue: text("In place of the spec's default value, for this product.", { max: 2000, sort: 4 }),
    DefaultOptionID: text("In place of the spec's default option, for this product.", { sort: 3 }),
  },
  "Asks for a spec when a product is bought. A spec may serve many products.",
);
