import { oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const xpIndex = model(
  "XpIndex",
  {
    ThingType: oneOf("XpThingType", "Kind of thing that has the property.", { nullable: false, search: 1, sort: 1 }),
    Key: text("Path of the property, without `xp.`, such as `Shop.Region`.", { search: 2, sort: 2 }),
  },
  "A property under `xp` that lists filter on. Kept for compatibility: here lists filter on every property.",
);
