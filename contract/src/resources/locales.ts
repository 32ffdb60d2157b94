import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const locales = resource("Locales", {
  section: "Marketplace owner",
  description: "Currencies and languages, and the buyers and user groups that shop in them.",
  roles: { read: ["LocaleAdmin", "LocaleReader"], write: ["LocaleAdmin"] },
  operations: [
    crud("/locales/{localeID}", "Locale"),
    assignments("/locales/assignments", "LocaleAssignment", {
      list: {
        buyerID: text(),
        localeID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/locales/{localeID}/assignments",
      by: { buyerID: text(), userID: text(), userGroupID: text() },
      roles: { remove: ["LocaleAdmin", "PromotionAdmin"] },
    }),
  ],
});
