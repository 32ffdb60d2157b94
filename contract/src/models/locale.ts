import { id, text } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const locale = model(
  "Locale",
  {
    ID: id({ search: 1, sort: 1 }),
    OwnerID: text(),
    Currency: text({ required: true, max: 100, search: 2 }),
    Language: text({ max: 100 }),
  },
  "A currency and a language.",
);

export const localeAssignment = model(
  "LocaleAssignment",
  {
    LocaleID: text({ required: true }),
    BuyerID: text({ required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: text(),
  },
  "Makes a buyer or user group shop in a locale.",
  noUserLevel,
);
