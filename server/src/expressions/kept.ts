import { LRUCache } from "lru-cache";
import type { Purpose } from "./compiled.ts";
import { Condition } from "./expression.ts";

/** Expressions are the same wherever they stand; a marketplace has a few hundred. */
const kept = new LRUCache<string, Condition>({ max: 1_000 });

/** A condition that was checked when it was saved. @throws Mistake for one that was not. */
export function conditionOf(text: string, purpose: Purpose): Condition {
  const key = `${purpose} ${text}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const fresh = new Condition(text, purpose);
  kept.set(key, fresh);
  return fresh;
}
