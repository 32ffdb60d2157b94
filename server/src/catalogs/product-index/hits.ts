import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { Column, Read } from "./columns.ts";
import type { Ranks } from "./relevance.ts";
import type { OrderedField, Segment } from "./segment.ts";

/** A product that was found. */
export interface Hit {
  /** Number of its segment. */
  readonly part: number;
  readonly segment: Segment;
  /** Its number there. */
  readonly at: number;
  readonly grade: number;
  readonly relevance: number;
}

/** Order of products that were found: below 0 if the first comes before the second. */
export type Order = (a: Hit, b: Hit) => number;

/** Order of products of one segment, by what numbers they have in it. */
type LocalOrder = (at: number, other: number) => number;

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
    b.grade - a.grade || b.relevance - a.relevance || inLists(a, b, ordered);

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

/** What an order goes by in all segments. */
export interface Ordering {
  readonly keys: readonly SortKey[];
  /** Tells each of them from others. */
  readonly names: readonly string[];
  /** Columns of those keys that are read, in their order. */
  readonly columns: readonly OrderedColumn[];
  /** Numbers that a category gives to products, by their places in each segment. */
  readonly numbers: readonly ReadonlyMap<number, number>[];
}

/** Numbers that a category gives to products, by their places in each segment as it is now. */
export const numbersIn = (keys: readonly SortKey[], segments: readonly Segment[]): Ordering["numbers"] =>
  segments.map((segment) => {
    const found = new Map<number, number>();
    for (const key of keys)
      for (const [id, number] of "numbers" in key ? key.numbers : []) {
        const at = segment.find(id);
        if (at !== undefined) found.set(at, number);
      }
    return found;
  });

/** By the keys of a client, or of a category. */
export function byKeys({ keys, columns, numbers }: Ordering): Order {
  const orders: Order[] = [];
  let nth = 0;
  for (const key of keys) {
    const order: Order =
      "field" in key
        ? byText(key.field)
        : "read" in key
          ? byValue(columns[nth++]!)
          : (a, b) => compareNumbers(numbers[a.part]!.get(a.at), numbers[b.part]!.get(b.at));
    orders.push(key.descending ? (a, b) => -order(a, b) : order);
  }
  return joined(orders);
}

/** What has no number comes last. */
function compareNumbers(a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

const byText =
  (field: OrderedField): Order =>
  (a, b) =>
    a.segment.compare(field, a.at, b.segment, b.at);

/** What is not there comes where its rank says: last, whichever way the values are gone through. */
const byValue = ({ columns, ranks }: OrderedColumn): Order => {
  const rankOf = ({ part, at }: Hit): number => ranks[columns[part]!.single![at]!]!;
  return (a, b) => rankOf(a) - rankOf(b);
};

/**
 * The same within a segment, by numbers wherever there are some: texts are compared where nothing else tells two products apart.
 *
 * @param part number of the segment.
 */
export function* byKeysWithin(
  { keys, columns, numbers }: Ordering,
  part: number,
  segment: Segment,
): Sliced<SegmentOrder> {
  const orders: LocalOrder[] = [];
  let first: FirstKey | undefined;
  let nth = 0;
  for (const [index, key] of keys.entries()) {
    let order: LocalOrder = (a, b) => compareNumbers(numbers[part]!.get(a), numbers[part]!.get(b));
    if ("read" in key) {
      const { columns: of, ranks } = columns[nth++]!;
      const single = of[part]!.single!;
      order = (a, b) => ranks[single[a]!]! - ranks[single[b]!]!;
      if (index === 0) first = { single, ranks, sign: key.descending ? -1 : 1 };
    } else if ("field" in key && isRanked(keys, index)) {
      const ranks = yield* segment.ranking(key.field);
      order = (a, b) => ranks[a]! - ranks[b]!;
    } else if ("field" in key) order = (a, b) => segment.compare(key.field, a, segment, b);
    orders.push(key.descending ? (a, b) => -order(a, b) : order);
  }
  return { order: joined(orders), first };
}

/** Values of a segment that decide first about an order: what is beyond the last that is kept is passed over by them alone. */
interface FirstKey {
  readonly single: Uint16Array | Uint32Array;
  readonly ranks: Uint32Array;
  readonly sign: 1 | -1;
}

/** An order within a segment. */
interface SegmentOrder {
  readonly order: LocalOrder;
  readonly first: FirstKey | undefined;
}

/** Tells whether places are worked out for a field that is ordered by: not for IDs that hardly ever have to tell what others do not. */
const isRanked = (keys: readonly SortKey[], index: number): boolean => {
  const key = keys[index]!;
  return "field" in key && (index === 0 || key.field !== "ID");
};

/**
 * Fields that places are worked out for: IDs as well where the keys before them leave many products together.
 *
 * @param products number of them.
 * @param together of which IDs need no places, at most, where keys before them leave so many together on average.
 * @param valuesOf number of different values at a path.
 */
export function rankedFields(
  keys: readonly SortKey[],
  products: number,
  together: number,
  valuesOf: (read: Read) => number,
): readonly OrderedField[] {
  const fields: OrderedField[] = [];
  let toldApart = 1;
  for (const [index, key] of keys.entries()) {
    if ("numbers" in key) continue;
    if ("read" in key) toldApart *= 1 + valuesOf(key.read);
    else {
      if (isRanked(keys, index) || products > together * toldApart) fields.push(key.field);
      // Owners are few, and few products have the same name.
      if (key.field !== "OwnerID") toldApart = products;
    }
  }
  return fields;
}

/** By one order after the other. */
function joined<Thing>(orders: readonly ((a: Thing, b: Thing) => number)[]): (a: Thing, b: Thing) => number {
  const [first, second, ...others] = orders;
  if (first === undefined) return () => 0;
  if (second === undefined) return first;
  const last = joined(others);
  return (a, b) => first(a, b) || second(a, b) || last(a, b);
}

/** Products between two breaks: by numbers, and by texts. */
const eachTime = 8_192;
const manyTexts = 1_024;

/** What a product must be more relevant than, or, where it comes before others that are so, as relevant as. */
interface Bar {
  readonly grade: number;
  readonly relevance: number;
  readonly equalComes: boolean;
}

const noBar: Bar = { grade: 0, relevance: -1, equalComes: false };

/** Tells whether a product is above a bar. */
const isAbove = (grade: number, relevance: number, bar: Bar): boolean =>
  grade > bar.grade ||
  (grade === bar.grade && (bar.equalComes ? relevance >= bar.relevance : relevance > bar.relevance));

/**
 * Looks through ranks, from one on, for those that are above a bar, until it has so many of them. Says where it ended.
 *
 * @param kept to which those are added.
 */
function passing(
  { grades, relevance }: Ranks,
  from: number,
  to: number,
  bar: Bar,
  kept: number[],
  most: number,
): number {
  let n = from;
  for (; n < to && kept.length < most; n++) if (isAbove(grades[n]!, relevance[n]!, bar)) kept.push(n);
  return n;
}

/** How many are kept before the first of them, of so many, are chosen. */
const mostKept = (number: number): number => Math.max(2 * number, 512);

/**
 * The first of some products by relevance, then as they come; by their places among the ranks.
 *
 * @param length number of the ranks.
 * @param least what is not above it is passed over. Default: all count.
 */
export function* firstByRelevance(
  { grades, relevance }: Ranks,
  length: number,
  number: number,
  least = noBar,
): Sliced<readonly number[]> {
  const order: LocalOrder = (n, m) => grades[m]! - grades[n]! || relevance[m]! - relevance[n]! || n - m;
  const most = mostKept(number);
  let bar = least;
  let kept: number[] = [];
  for (let from = 0; from < length; ) {
    yield;
    from = passing({ grades, relevance }, from, length, bar, kept, most);
    if (kept.length < most) continue;
    kept = kept.sort(order).slice(0, number);
    // What comes behind the last that are kept is passed over by two comparisons.
    const worst = kept.at(-1)!;
    bar = { grade: grades[worst]!, relevance: relevance[worst]!, equalComes: false };
  }
  return kept.sort(order).slice(0, number);
}

/**
 * Looks through products, from one on, for those that do not come behind another one, until it has so many. Says where it ended.
 *
 * @param kept to which those are added.
 */
function notBehind(
  numbers: Uint16Array,
  from: number,
  to: number,
  order: LocalOrder,
  last: number | undefined,
  kept: number[],
  most: number,
): number {
  let n = from;
  for (; n < to && kept.length < most; n++) {
    const at = numbers[n]!;
    if (last === undefined || order(last, at) >= 0) kept.push(at);
  }
  return n;
}

/** The same, where most are told by the first key. */
function notBehindByKey(
  numbers: Uint16Array,
  from: number,
  to: number,
  order: LocalOrder,
  last: number,
  kept: number[],
  most: number,
  { single, ranks, sign }: FirstKey,
): number {
  const least = sign * ranks[single[last]!]!;
  let n = from;
  for (; n < to && kept.length < most; n++) {
    const at = numbers[n]!;
    if (sign * ranks[single[at]!]! <= least && order(last, at) >= 0) kept.push(at);
  }
  return n;
}

/** The first products of an order, among those that come in any, segment by segment. */
export class FirstHits {
  readonly #number: number;
  readonly #most: number;
  readonly #order: Order;
  #kept: readonly Hit[] = [];

  constructor(number: number, order: Order) {
    this.#number = number;
    this.#most = mostKept(number);
    this.#order = order;
  }

  /** The first so far, in order. */
  get hits(): readonly Hit[] {
    return this.#kept;
  }

  /** How many are wanted. */
  get number(): number {
    return this.#number;
  }

  /** Tells whether there are as many as are wanted. */
  get isFull(): boolean {
    return this.#kept.length === this.#number;
  }

  /** Those of a segment that are in order as they come. @param isBehind whether they come behind all that came before. */
  *addingOrdered(part: number, segment: Segment, places: Uint16Array, isBehind: boolean): Sliced<void> {
    if (isBehind && this.isFull) return;
    const first = places.subarray(0, this.#number);
    yield* this.#merging(Array.from(first, (at) => ({ part, segment, at, grade: 0, relevance: 0 })));
  }

  /** Those of a segment, in the same order as of all. */
  *adding(part: number, segment: Segment, places: Uint16Array, of: SegmentOrder): Sliced<void> {
    const first = yield* this.#firstOf(places, of);
    yield* this.#merging(first.map((at) => ({ part, segment, at, grade: 0, relevance: 0 })));
  }

  /** Those of a segment by relevance. @param isBehind whether they come behind all before that are as relevant. */
  *addingRanked(part: number, segment: Segment, places: Uint16Array, ranks: Ranks, isBehind: boolean): Sliced<void> {
    const { grades, relevance } = ranks;
    const first = yield* firstByRelevance(ranks, places.length, this.#number, this.#bar(isBehind));
    yield* this.#merging(
      first.map((n) => ({ part, segment, at: places[n]!, grade: grades[n]!, relevance: relevance[n]! })),
    );
  }

  /** What comes behind the last that are kept of other segments. */
  #bar(isBehind: boolean): Bar {
    const last = this.isFull ? this.#kept.at(-1) : undefined;
    return last ? { grade: last.grade, relevance: last.relevance, equalComes: !isBehind } : noBar;
  }

  /** Tells whether one of another segment that is found so well may be among the first. @param isBehind as for `addingRanked`. */
  mayTake(grade: number, relevance: number, isBehind: boolean): boolean {
    return isAbove(grade, relevance, this.#bar(isBehind));
  }

  *#firstOf(numbers: Uint16Array, { order, first }: SegmentOrder): Sliced<number[]> {
    let kept: number[] = [];
    let last: number | undefined;
    for (let from = 0; from < numbers.length; ) {
      yield;
      const to = Math.min(numbers.length, from + eachTime);
      from =
        last === undefined || first === undefined
          ? notBehind(numbers, from, to, order, last, kept, this.#most)
          : notBehindByKey(numbers, from, to, order, last, kept, this.#most, first);
      if (kept.length < this.#most) continue;
      kept = kept.sort(order).slice(0, this.#number);
      last = kept.at(-1);
    }
    return kept.sort(order).slice(0, this.#number);
  }

  /** @param hits in order. */
  *#merging(hits: readonly Hit[]): Sliced<void> {
    const before = this.#kept;
    const [best] = hits;
    if (best === undefined) return;
    if (before.length === this.#number && this.#order(before.at(-1)!, best) <= 0) return;
    const kept: Hit[] = [];
    for (let a = 0, b = 0; kept.length < this.#number && (a < before.length || b < hits.length); ) {
      const takesFirst = b === hits.length || (a < before.length && this.#order(before[a]!, hits[b]!) <= 0);
      kept.push(takesFirst ? before[a++]! : hits[b++]!);
      if (kept.length % manyTexts === 0) yield;
    }
    this.#kept = kept;
  }

  /** IDs, in order, without so many that come first. */
  ids(skipped: number): readonly string[] {
    return this.#kept.slice(skipped).map(({ segment, at }) => segment.idAt(at));
  }
}
