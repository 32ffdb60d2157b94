import type { ListFacet } from "@orderwell/contract";
import type { ClassSet } from "../visibility/sight.ts";

/** Facets of everything in a set of classes. */
interface Kept {
  /** How often the products in the classes had changed by then. */
  readonly changes: number;
  readonly facets: readonly ListFacet[];
  /** What they cost to count, and when, in milliseconds. */
  readonly cost: number;
  readonly at: number;
}

/** Facets that take longer than this to count may lag behind. */
const dearMs = 100;
/** Share of the time that is spent on counting dear facets anew, at most. */
const share = 0.05;

const kept = new WeakMap<ClassSet, Kept>();

/**
 * Facets that were counted before and still hold: exactly, or, where counting them takes long, nearly. Those of a million
 * products that change all the time may be some twenty times as old as they take to count.
 *
 * @param changes how often the products have changed by now; undefined when that is not known yet.
 */
export function keptFacets(classes: ClassSet, changes?: number): readonly ListFacet[] | undefined {
  const found = kept.get(classes);
  if (found === undefined || changes === undefined || found.changes === changes) return found?.facets;
  const lag = performance.now() - found.at;
  return found.cost > dearMs && lag < found.cost / share ? found.facets : undefined;
}

/** @param began when the counting began, by `performance.now()`. */
export function keepFacets(
  classes: ClassSet,
  facets: readonly ListFacet[],
  changes: number,
  began: number,
): readonly ListFacet[] {
  const at = performance.now();
  kept.set(classes, { changes, facets, cost: at - began, at });
  return facets;
}
