import { text } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { onlyGroup, owner, ownId } from "../shared-fields.ts";

export const locale = model(
  "Locale",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    OwnerID: owner(),
    Currency: text(
      "Currency of its shoppers: they see prices in it only, and their orders are in it. ISO 4217 is best.",
      {
        required: true,
        max: 100,
        search: 2,
      },
    ),
    Language: text("Language of its shoppers, for your application to read; no effect by itself.", { max: 100 }),
  },
  "A currency and a language. There is one of each pair.",
);

export const localeAssignment = model(
  "LocaleAssignment",
  {
    LocaleID: text("Locale they shop in.", { required: true }),
    BuyerID: text("Buyer whose users shop in it.", { required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: onlyGroup(),
  },
  "Makes a buyer or user group shop in a locale. A group's comes before its buyer's.",
  noUserLevel,
);
