import type { TenantDb } from "../db/session.ts";
import { allOf, type RawBuilder, sql } from "../db/sql.ts";
import type { KeptTotals } from "../lists/kept-totals.ts";
import type { ListQuery } from "../lists/list-query.ts";
import { pageMeta, pageSql } from "../lists/page.ts";
import type { SharedReads } from "../lists/shared-reads.ts";
import type { Page } from "./page.ts";

type Sql = RawBuilder<unknown>;

/** An order in which rows of a scope are walked. */
export interface Walk {
  readonly order: Sql;
  readonly isUnique: boolean;
  /**
   * Conditions of which one holds for every row of the scope, where an index has the order only within each; absent where it
   * has it within the scope.
   */
  readonly kinds?: readonly Sql[] | undefined;
}

/** How an index finds what a filter leaves. */
export interface FoundRows {
  /** Conditions that say what the index knows, if the filter does not. */
  readonly conditions: readonly Sql[];
  /** The filter without what these say. */
  readonly filter: RawBuilder<boolean>;
  /** Nothing but what the index knows is asked. */
  readonly isWhole: boolean;
  /** To find and sort all takes less than to walk further, or to count by the filter: rows themselves are not read for it. */
  readonly isCovered?: boolean;
  /** For what the index finds in another table: a query for the `id` of rows that it is of, some of them more than once. */
  readonly ids?: Sql | undefined;
}

/** What readers of large lists share. */
export interface LargeReads {
  readonly totals: KeptTotals;
  readonly reads: SharedReads;
}

/** A list of rows of a large table, or of what belongs to them, that no page goes through all of. */
export interface LargeSource {
  /** The large table, and the alias by which the conditions and the order know its rows. */
  readonly table: string;
  readonly alias: string;
  /** Conditions on those rows that indexes answer: the marketplace, whose they are, their status. */
  readonly scope: readonly Sql[];
  /** An order of those rows which an index has within the scope, and which the list's begins with; absent where there is none. */
  readonly walk?: Walk | undefined;
  /** What a filter and a search leave of what belongs to the rows; absent where nobody asks for less. */
  readonly filter?: RawBuilder<boolean> | undefined;
  /** There where an index finds what the filter leaves. */
  readonly found?: FoundRows | undefined;
  /** For a list in the order of relevance: the order of what is too much to be ranked, and its walk. */
  readonly unranked?: { readonly order: Sql; readonly walk?: Walk | undefined } | undefined;
  /** The scope leaves few rows. */
  readonly isFew?: boolean;
  /** The list is of what belongs to the rows: to count what belongs to most of them takes reading what belongs to any. */
  readonly isOfParts?: boolean;
  /** The list's own order. */
  readonly order: Sql;
  /** What is behind `from`, for all rows of the table. */
  from(rows: Sql): Sql;
  /**
   * The same for some rows of the table, in parentheses, and of what belongs to them what the condition leaves: looked up for
   * each row.
   */
  around(rows: Sql, where: RawBuilder<boolean>): Sql;
  /** The same for what a condition leaves, as many as the number at most. */
  some(rows: Sql, where: RawBuilder<boolean>, most: number): Sql;
  /**
   * The query for items of what is behind `from`, where the condition holds, in their order.
   *
   * @param number of the items on all pages, to be answered with each as `found`, if it is asked for.
   */
  items(from: Sql, where: RawBuilder<boolean>, order: Sql, page: Sql, number?: Sql): Sql;
  /** A query for the `total`, where something else knows it. */
  readonly total?: Sql | undefined;
}

/**
 * Ends a subquery that looks one row up by its key, for each of others: without it a plan that expects few rows of a
 * marketplace takes all of them instead. Citus takes none there, and plans by the marketplace.
 */
export const lookedUp = (db: TenantDb): Sql => (db.distributed ? sql`` : sql`limit 1`);

/** How a list of a table's own rows is read, whose alias is `t`: those of the page one by one, each by its ID. */
export function ownRows(db: TenantDb, table: string, select: Sql) {
  return {
    table,
    alias: "t",
    from: (rows: Sql) => rows,
    around: (rows: Sql, condition: RawBuilder<boolean>) => sql`(select t.* from ${rows} where ${condition}) as t`,
    some: (rows: Sql, condition: RawBuilder<boolean>, most: number) =>
      sql`(select t.* from ${rows} where ${condition} limit ${sql.lit(most)}) as t`,
    // However few rows the plan expects of a marketplace; and from the table itself, since of a subquery a distributed
    // database would not know what it knows of it.
    items: (from: Sql, condition: RawBuilder<boolean>, order: Sql, page: Sql, number?: Sql) =>
      sql`select r.*${number ? sql`, f.found` : sql``}
      from (select k.*, row_number() over () as place
        from (select t.id${number ? sql`, ${number} as found` : sql``} from ${from} where ${condition} order by ${order} ${page}) as k) as f
      cross join lateral (select ${select} from ${sql.table(table)} as t
        where t.marketplace_id = ${db.marketplaceId} and t.id = f.id ${lookedUp(db)}) as r
      order by f.place`,
  } satisfies Partial<LargeSource>;
}

/** Rows that are walked for a page, beside twice as many as it would take if half of them were of the list. */
const nearRows = 256;
/** The most that are walked: for a later page, and where those above are not enough of what many others are of. */
const mostWalked = 16_384;
/** Rows of a scope that is gone through whatever the filter is. */
const smallScope = 2_000;
/** Rows of a scope that is gone through to count what a filter leaves that many of them pass. */
const countedScope = 5_000;
/** Rows that are put in order once an index has found them: a page of more is walked for sooner, if they are of all times. */
const mostSorted = 4_000;
/** The same for the order of relevance: to rank one takes ten times as long as to find it. */
const mostRanked = 2_000;

const whole = sql<boolean>`true`;

/** So that there are few texts of a statement, and each says how few rows are meant, whatever its plan is made for. */
const rounded = (rows: number): number => Math.max(nearRows, 2 ** Math.ceil(Math.log2(rows)));

/**
 * One page of a large list, with its total. Plans do not tell how many rows a filter leaves, so it finds out:
 *
 * - What many rows are of is found by walking a few in order, and stopping when the page is full.
 * - A small scope is gone through, however large the table around it is.
 * - Where an index finds few, those are put in order: the same statement counts them.
 * - Else more are walked, since what many rows are of need not be among the newest, unless an index has all that is asked and
 *   sorted by. What was found is not ranked then, but comes in the list's own order.
 * - Only what those do not fill a page with goes through all that the filter leaves, or through the scope, as one of the heavy
 *   reads (docs/behaviour/conventions.md §7.3), which those who ask for the same at the same time share.
 *
 * What cannot be told otherwise is counted, and kept for a while where it is much (`KeptTotals`).
 */
export async function readLargePage<Item>(
  db: TenantDb,
  { totals, reads }: LargeReads,
  query: ListQuery,
  source: LargeSource,
): Promise<Page<Item>> {
  const { walk, isFew } = source;
  // What nothing is known of may be all there is.
  const filter = source.filter ?? (walk || isFew ? undefined : whole);
  const { table, among, few } = rowsOf(source);
  const { page, pageSize } = query;
  const paging = pageSql(query);
  const count = (from: Sql, where: RawBuilder<boolean>) => sql`select count(*) as total from ${from} where ${where}`;
  // Plans for whatever marketplace expect that it has as few rows as most, and would sort all of one that has many.
  const byValues = db.under({ planning: "values" });
  const first = db.under({ planning: "walk" });
  const counted = async (by: TenantDb, total: Sql) => (await by.row<{ total: number }>(total))?.total ?? 0;
  const told = () => source.total && counted(first, source.total);
  const answer = (items: readonly Item[], total: number): Page<Item> => ({
    Meta: pageMeta(query, total),
    Items: items,
  });
  const walking = (by: Walk | undefined, most: number, where: RawBuilder<boolean>, order: Sql) =>
    first.rows<Item>(source.items(source.around(few(by, most), where), whole, order, paging));
  /** Items of all that is gone through, which are counted in passing. */
  const through = async (by: TenantDb, from: Sql, where: RawBuilder<boolean>, order: Sql): Promise<Page<Item>> => {
    type Counted = Item & { readonly found: number };
    const statement = source.items(from, where, order, paging, sql`count(*) over ()`);
    const isShared = by.terms.heavy && by.mode === "read";
    const rows = await (isShared ? reads.rows<Counted>(by, statement) : by.rows<Counted>(statement));
    const [one] = rows;
    const items = rows.map(({ found: _, ...item }) => item as unknown as Item);
    // Behind the last page no item says how many there are.
    const total = one?.found ?? (page === 1 ? 0 : await counted(by, count(from, where)));
    return answer(items, total);
  };

  const end = page * pageSize;
  if (filter === undefined) {
    const everything = () => byValues.rows<Item>(source.items(source.from(table), among, source.order, paging));
    const [items, total] = await Promise.all([
      walk ? walking(walk, rounded(end), whole, source.order) : everything(),
      told() ?? totals.count(walk ? first : byValues, count(source.from(table), among)),
    ]);
    // To some of the rows nothing may belong that is listed.
    const isShort = walk !== undefined && items.length < Math.min(pageSize, total - end + pageSize);
    return answer(isShort ? await everything() : items, total);
  }

  const walked = Math.min(rounded(2 * end), mostWalked);
  const sizeUpTo = (most: number) =>
    counted(first, count(sql`(select from ${table} where ${among} limit ${sql.lit(most + 1)}) as few`, whole));
  const [near = [], scope, known] = await Promise.all([
    walk && walked >= end ? walking(walk, walked, filter, source.order) : undefined,
    sizeUpTo(smallScope),
    told(),
  ]);
  const isFull = near.length === pageSize;
  // Fenced: its plan is of the scope's index whatever it takes the filter for.
  const rows = source.around(sql`(select * from ${table} where ${among} offset 0) as ${sql.ref(source.alias)}`, filter);
  if (scope <= smallScope) {
    const isWhole = isFull || (walk !== undefined && scope <= walked && walked >= end);
    return isWhole
      ? answer(near, known ?? (await counted(first, count(rows, whole))))
      : through(first, rows, whole, source.order);
  }
  const { found, unranked } = source;
  const heavy = db.under({ heavy: true, planning: "values" });
  const both = allOf([among, found?.filter ?? filter, ...(found?.conditions ?? [])]);
  const countAll = count(source.from(table), both);
  const quick = found?.isWhole ? byValues : heavy;
  const countedMany = () => known ?? totals.count(db.under({ heavy: true, planning: "many" }), countAll);
  if (isFull) {
    const isAsked = known === undefined && !found?.isCovered && !totals.isKept(db, countAll);
    if (isAsked && (await sizeUpTo(countedScope)) <= countedScope)
      return answer(near, await counted(first, count(rows, whole)));
    return answer(near, (await countedFew()) ?? (await countedMany()));
  }
  // Null for every row, which no plan knows: so none takes the rows in the list's order, to the end where there are few.
  const unordered = sql`nullif(${sql.ref(`${source.alias}.marketplace_id`)}, ${db.marketplaceId})`;
  const sorting = (by: TenantDb, order: Sql) => through(by, source.from(table), both, sql`${unordered}, ${order}`);
  const foundPage = found || unranked ? await fewFound() : undefined;
  if (foundPage !== undefined) return foundPage;
  const further = unranked ?? { order: source.order, walk };
  const isFurther = !found?.isCovered && end <= mostWalked && (unranked !== undefined || walked < mostWalked);
  if (further.walk && isFurther) {
    const items = await walking(further.walk, mostWalked, filter, further.order);
    if (items.length === pageSize) return answer(items, await countedMany());
  }
  return sorting(heavy, further.order);

  /** The total of what belongs to rows where an index finds few: nothing of the others is read then. */
  async function countedFew(): Promise<number | undefined> {
    if (known !== undefined || found === undefined || !source.isOfParts || totals.isKept(db, countAll))
      return undefined;
    const few = await counted(quick, count(source.some(table, both, mostSorted + 1), whole));
    return few <= mostSorted ? few : undefined;
  }

  /** The page where an index finds few, which are told by the first ones that it finds. */
  async function fewFound(): Promise<Page<Item> | undefined> {
    if (totals.isKept(db, countAll)) return undefined;
    const most = unranked ? mostRanked : mostSorted;
    if (found?.ids) {
      const rows = await byValues.rows<{ id: string }>(sql`${found.ids} limit ${sql.lit(most + 1)}`);
      if (rows.length === 0) return answer([], 0);
      if (rows.length > most) return undefined;
      const isOne = sql`${sql.ref(`${source.alias}.id`)} = any(${rows.map(({ id }) => id)}::text[])`;
      return through(byValues, source.from(table), allOf([among, found.filter, isOne]), source.order);
    }
    const some = source.some(table, both, most + 1);
    // To rank more would take as long as to rank all of those that are.
    if (unranked && (await counted(quick, count(some, whole))) > most) return undefined;
    const page = await through(quick, some, whole, source.order);
    return page.Meta.TotalCount > most ? undefined : page;
  }
}

/** The large table under its alias, the condition of its scope, and the first rows of the scope in the order of the walk. */
function rowsOf({ table, alias, scope }: LargeSource) {
  const rows = sql`${sql.table(table)} as ${sql.ref(alias)}`;
  const among = allOf(scope);
  const few = (walk: Walk | undefined, most: number): Sql => {
    const limit = walk?.isUnique ? sql`limit ${sql.lit(most)}` : sql`fetch first ${sql.lit(most)} rows with ties`;
    const ordered = (from: Sql, where: Sql): Sql =>
      sql`(select ${sql.ref(alias)}.* from ${from} where ${where} order by ${walk?.order ?? sql`null::int`} ${limit})`;
    if (walk?.kinds === undefined) return sql`${ordered(rows, among)} as ${sql.ref(alias)}`;
    const ofKinds = walk.kinds.map((kind) => ordered(rows, allOf([...scope, kind])));
    const all = sql`(${sql.join(ofKinds, sql` union all `)}) as ${sql.ref(alias)}`;
    return sql`${ordered(all, whole)} as ${sql.ref(alias)}`;
  };
  return { table: rows, among, few };
}
