import { oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const xpIndex = model(
  "XpIndex",
  {
    ThingType: oneOf("XpThingType", { nullable: false, search: 1, sort: 1 }),
    Key: text({ search: 2, sort: 2 }),
  },
  "A property under `xp` that lists filter on.",
);
