import type { OtherWords } from "./list-query.ts";

/** Alternatives of all words of a search together: more would cost more than they find. */
export const mostAlternatives = 32;

/**
 * Both together, as many as a search is held against: alternatives of the same words are put together, and where some overlap
 * in part the first ones count.
 */
export function together(first: readonly OtherWords[], second: readonly OtherWords[]): OtherWords[] {
  const added = second.filter(
    ({ at, number }) => !first.some((own) => own.at < at + number && at < own.at + own.number),
  );
  const whole = first.map((own) => {
    const same = second.find(({ at, number }) => at === own.at && number === own.number);
    return same === undefined ? own : { ...own, alternatives: distinct([...own.alternatives, ...same.alternatives]) };
  });
  let left = mostAlternatives;
  return [...whole, ...added]
    .sort((a, b) => a.at - b.at)
    .map((one) => {
      const alternatives = one.alternatives.slice(0, left);
      left -= alternatives.length;
      return { ...one, alternatives };
    })
    .filter(({ alternatives }) => alternatives.length > 0);
}

function distinct(phrases: OtherWords["alternatives"]): OtherWords["alternatives"] {
  return [...new Map(phrases.map((phrase) => [phrase.join(" "), phrase])).values()];
}
