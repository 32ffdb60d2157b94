import { listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { ownId } from "../shared-fields.ts";

export const synonym = model(
  "Synonym",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    Terms: listOf(
      text(),
      "Words or phrases, 1 to 20, each of up to 5 words. A search for one finds the others as well, unless `OneWayTo` has entries.",
      { required: true },
    ),
    OneWayTo: listOf(
      text(),
      "Words or phrases, up to 20, that a search for one of `Terms` finds as well; not the other way round. Empty: `Terms` stand for each other.",
      { nullable: false },
    ),
    xp: xp(),
  },
  "Words that shoppers use for what products are called otherwise.",
);
