import type { Synonym } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { singletonVerbs } from "../../platform/crud/singleton.ts";
import { type ApiError, apiError, combined, invalidProperty } from "../../platform/errors/api-error.ts";
import { wordsOf } from "../../platform/lists/words.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { searchSettings, synonymResource, synonymTable } from "../placement/catalogs.store.ts";
import { onlySettings } from "./synonyms.store.ts";

/** Synonyms of a marketplace: a process holds them all. */
const mostSynonyms = 1_000;
/** Bounds of one: each term may stand for each other. */
const most = { terms: 20, words: 5, characters: 100 };

/** Operations on words by which searches find more (docs/behaviour/visibility-and-search.md §10). */
export function synonymOperations(): Implementation[] {
  const synonyms = synonymResource({
    async prepare({ db }, { draft, before }) {
      draft.OneWayTo ??= [];
      const faults = faultsOf(draft);
      if (faults.length > 0) throw combined(faults);
      if (before === null && (await synonymTable.countUpTo(db, {}, mostSynonyms)) >= mostSynonyms)
        throw apiError("Synonym.MaximumSynonymsReached", { MaximumSynonyms: mostSynonyms });
    },
  });
  return implement("Synonyms", crud(synonyms, { idParam: "synonymID" }));
}

/** Operations on how searches take what people type (docs/behaviour/visibility-and-search.md §12). */
export const searchSettingsOperations = (): Implementation[] =>
  implement("SearchSettings", singletonVerbs(searchSettings, onlySettings));

/** What is wrong with a synonym in itself. */
function faultsOf({ Terms, OneWayTo }: Synonym): ApiError[] {
  const faults: ApiError[] = [];
  const fault = (property: "Terms" | "OneWayTo", message: string): void => {
    faults.push(invalidProperty("Synonym", property, `${property} ${message}`));
  };
  const least = OneWayTo.length > 0 ? 1 : 2;
  if (Terms.length < least) fault("Terms", `must have ${least === 1 ? "an entry" : "two entries"} at least.`);
  for (const [property, terms] of [
    ["Terms", Terms],
    ["OneWayTo", OneWayTo],
  ] as const) {
    if (terms.length > most.terms) fault(property, `must have at most ${most.terms} entries.`);
    if (terms.some((term) => term.length > most.characters))
      fault(property, `must have entries of at most ${most.characters} characters.`);
    else if (terms.some((term) => !isTerm(term))) fault(property, `must have entries of 1 to ${most.words} words.`);
  }
  return faults;
}

function isTerm(term: string): boolean {
  const { length } = wordsOf(term);
  return length > 0 && length <= most.words;
}
