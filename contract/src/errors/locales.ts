import { error } from "../error.ts";

/** Locales. */
export const localeErrors = {
  "Locale.DuplicateLanguageAndCurrency": error(
    409,
    "There is a locale with this language and currency.",
    "Use the locale that exists.",
  ),
};
