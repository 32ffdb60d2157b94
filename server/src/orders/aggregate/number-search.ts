import type { Search } from "../../platform/lists/list-query.ts";
import { wordsOf } from "../../platform/lists/words.ts";

/**
 * A search as it is meant: a number as orders have them (`o-123`) is one thing, of which people type all or the beginning, and
 * not the words that its signs divide it into (docs/behaviour/orders.md §15).
 */
export function asNumber(search: Search): Search {
  const typed = search.phrase.trim();
  const isNumber = /\d/.test(typed) && !/\s/.test(typed) && wordsOf(typed).length > 1;
  return search.type === "AnyTerm" && isNumber ? { ...search, type: "ExactPhrasePrefix" } : search;
}
