import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { Column, Read } from "./columns.ts";
import type { OrderedField, Segment } from "./segment.ts";
import type { Sliced } from "./slices.ts";
import type { Matches } from "./word-match.ts";

/** A product that was found. */
export interface Hit {
  /** Number of its segment. */
  part: number;
  segment: Segment;
  /** Its number there. */
  at: number;
  nearness: number;
  count: number;
  written: number;
  relevance: number;
}

/** Order of products that were found: below 0 if the first comes before the second. */
export type Order = (a: Hit, b: Hit) => number;

/** One key of an order of the client's, or of a category. */
export type SortKey = { readonly descending: boolean } & (
  | { readonly field: OrderedField }
  | { readonly read: Read }
  /** Numbers of some products, by ID: what has none comes last. */
  | { readonly numbers: ReadonlyMap<string, number> }
);

/** The order of a category: the numbers that it gives to products, then name and ID. */
export const inCategory = (numbers: ReadonlyMap<string, number>): readonly SortKey[] => [
  ...(numbers.size > 0 ? [{ descending: false, numbers }] : []),
  { descending: false, field: "Name" },
  { descending: false, field: "ID" },
];

const fields: readonly OrderedField[] = ["ID", "Name", "OwnerID"];

/** The keys that a client orders by, if the index knows them all; none where the client names no order. */
export function sortKeys({ sort, sorted }: ListQuery): readonly SortKey[] | undefined {
  if (!sorted) return [];
  const keys: SortKey[] = [];
  for (const { path, descending } of sort) {
    const [root, ...rest] = path.segments;
    const field = fields.find((name) => name === path.name);
    if (field !== undefined) keys.push({ descending, field });
    else if (root === "xp" && rest.length > 0 && path.type === "any")
      keys.push({ descending, read: { reading: "ordered", keys: rest } });
    else return undefined;
  }
  return sort.some(({ path }) => path.name === "ID") ? keys : [...keys, { descending: false, field: "ID" }];
}

/**
 * By relevance, then in the order of lists.
 *
 * @param ordered number of the segments that follow each other in the order of lists.
 */
export const byRelevance =
  (ordered: number): Order =>
  (a, b) =>
    b.nearness - a.nearness ||
    b.count - a.count ||
    b.written - a.written ||
    b.relevance - a.relevance ||
    inLists(a, b, ordered);

function inLists(a: Hit, b: Hit, ordered: number): number {
  if (a.part === b.part) return a.at - b.at;
  if (a.part < ordered && b.part < ordered) return a.part - b.part;
  return a.segment.compareInLists(a.at, b.segment, b.at);
}

/** Values that products are ordered by: their columns, segment by segment, and the places of the values. */
export interface OrderedColumn {
  readonly columns: readonly Column[];
  readonly ranks: Uint32Array;
}

/** By the keys of a client, or of a category. @param columns of those keys that are read, in their order. */
export function byKeys(
  keys: readonly SortKey[],
  columns: readonly OrderedColumn[],
  segments: readonly Segment[],
): Order {
  const orders: Order[] = [];
  let nth = 0;
  for (const key of keys) {
    const order =
      "field" in key ? byText(key.field) : "read" in key ? byValue(columns[nth++]!) : byNumber(key, segments);
    orders.push(key.descending ? (a, b) => -order(a, b) : order);
  }
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function byNumber({ numbers }: { readonly numbers: ReadonlyMap<string, number> }, segments: readonly Segment[]): Order {
  const byPlace = segments.map((segment) => {
    const found = new Map<number, number>();
    for (const [id, number] of numbers) {
      const at = segment.find(id);
      if (at !== undefined) found.set(at, number);
    }
    return found;
  });
  return (a, b) => {
    const x = byPlace[a.part]!.get(a.at) ?? Number.POSITIVE_INFINITY;
    const y = byPlace[b.part]!.get(b.at) ?? Number.POSITIVE_INFINITY;
    return x === y ? 0 : x < y ? -1 : 1;
  };
}

const byText =
  (field: OrderedField): Order =>
  (a, b) =>
    a.segment.compare(field, a.at, b.segment, b.at);

/** What is not there comes first. */
const byValue = ({ columns, ranks }: OrderedColumn): Order => {
  const rankOf = ({ part, at }: Hit): number => ranks[columns[part]!.single![at]!]!;
  return (a, b) => rankOf(a) - rankOf(b);
};

/** Products between two breaks. */
const eachTime = 8_192;

/** The first products of an order, among those that come in any. */
export class FirstHits {
  readonly #number: number;
  /** How many are kept before the first of them are chosen. */
  readonly #most: number;
  readonly #order: Order;
  #kept: Hit[] = [];
  #last: Hit | undefined;

  constructor(number: number, order: Order) {
    this.#number = number;
    this.#most = Math.max(2 * number, 512);
    this.#order = order;
  }

  /** @param places of products of a segment. */
  *adding(part: number, segment: Segment, places: Uint16Array, matches: Matches | undefined): Sliced<void> {
    const hit: Hit = { part, segment, at: 0, nearness: 0, count: 0, written: 0, relevance: 0 };
    for (let n = 0; n < places.length; n++) {
      if (n % eachTime === 0) yield;
      const at = places[n]!;
      hit.at = at;
      if (matches !== undefined) {
        hit.nearness = matches.nearness[at]!;
        hit.count = matches.count[at]!;
        hit.written = matches.written[at]!;
        hit.relevance = matches.relevance[at]!;
      }
      if (this.#last !== undefined && this.#order(this.#last, hit) < 0) continue;
      this.#kept.push({ ...hit });
      if (this.#kept.length < this.#most) continue;
      this.#kept = this.#sorted();
      this.#last = this.#kept.at(-1);
    }
  }

  #sorted(): Hit[] {
    return this.#kept.sort(this.#order).slice(0, this.#number);
  }

  /** IDs, in order, without so many that come first. */
  ids(skipped: number): readonly string[] {
    return this.#sorted()
      .slice(skipped)
      .map(({ segment, at }) => segment.idAt(at));
  }
}
