import { integer, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { ownId } from "../shared-fields.ts";

export const productFacet = model(
  "ProductFacet",
  {
    ID: ownId("the marketplace", { search: 1, sort: 2 }),
    Name: text("Heading for shoppers, sent along with the values.", { required: true, max: 100, search: 2, sort: 3 }),
    XpPath: text(
      "Path of the property under `xp` of products, such as `Facets.Color`. Null: the ID. One facet a path.",
      {
        max: 200,
        search: 3,
        sort: 4,
      },
    ),
    ListOrder: integer("Place among the facets of a list, lowest first; the first 50 are shown.", {
      nullable: false,
      sort: 1,
    }),
    MinCount: integer("Products that must have a value for it to be shown. 0: also values that none of them has.", {
      nullable: false,
      default: 1,
    }),
    xp: xp("Properties of your own, sent along with the values."),
  },
  "A property under `xp` of products whose values product lists count, for shoppers to narrow what they see.",
);
