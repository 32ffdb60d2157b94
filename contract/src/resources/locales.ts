import { assignments, crud, resource } from "../declare.ts";
import { ofBuyer, ofParty, only, onlyUserOfOld } from "../parameters.ts";

export const locales = resource("Locales", {
  section: "Marketplace owner",
  description: "Currencies and languages, and the buyers and user groups that shop in them.",
  roles: { read: ["LocaleAdmin", "LocaleReader"], write: ["LocaleAdmin"] },
  operations: [
    crud("/locales/{localeID}", "Locale", { noun: ["a locale", "locales"] }),
    assignments("/locales/assignments", "LocaleAssignment", {
      noun: ["a locale assignment", "locale assignments"],
      list: { ...only("buyerID", "localeID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/locales/{localeID}/assignments",
      by: { ...ofBuyer, ...ofParty("userID", "userGroupID") },
      roles: { remove: ["LocaleAdmin", "PromotionAdmin"] },
    }),
  ],
  raises: {
    "Create Save Patch": ["Locale.DuplicateLanguageAndCurrency"],
  },
});
