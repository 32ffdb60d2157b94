import { LRUCache } from "lru-cache";
import type { Purpose } from "./compiled.ts";
import { Amount, Condition } from "./expression.ts";

/**
 * Expressions are the same wherever they stand, and a marketplace has a few hundred: so many bytes hold those of some
 * twenty. What one takes grows with its text.
 */
const kept = new LRUCache<string, Condition | Amount>({
  maxSize: 32_000_000,
  sizeCalculation: ({ text }) => 500 + 60 * text.length,
});

function made<Made extends Condition | Amount>(key: string, make: () => Made): Made {
  const known = kept.get(key) as Made | undefined;
  if (known !== undefined) return known;
  const fresh = make();
  kept.set(key, fresh);
  return fresh;
}

/** A condition that was checked when it was saved. @throws Mistake for one that was not. */
export const conditionOf = (text: string, purpose: Purpose): Condition =>
  made(`condition ${purpose} ${text}`, () => new Condition(text, purpose));

/** An amount that was checked when it was saved. @throws Mistake for one that was not. */
export const amountOf = (text: string, purpose: "order" | "line"): Amount =>
  made(`amount ${purpose} ${text}`, () => new Amount(text, purpose));
