import type { TenantDb } from "../db/session.ts";
import { allOf, type RawBuilder, sql } from "../db/sql.ts";
import type { Columns } from "../lists/columns.ts";
import type { Filter, ListQuery } from "../lists/list-query.ts";
import type { ListRequest } from "../lists/list-request.ts";
import { orderSql } from "../lists/order.ts";
import { searchSql } from "../lists/search.ts";
import { filterSql } from "../lists/where.ts";
import { type LargeReads, ownRows, readLargePage } from "./large-page.ts";
import { type Page, readPage } from "./page.ts";

type Sql = RawBuilder<unknown>;

/** Rows of a large table that others lead to, such as the caller's orders. */
export interface LedRows {
  /** A query for the `id` of each, some of them more than once. */
  readonly ids: Sql;
  /** Tells of a row, `t`, whether it is one: by what belongs to it, without a look at whatever else leads to others. */
  readonly isOne: RawBuilder<boolean>;
}

/** A list of rows of a large table, whose alias is `t`. */
export interface LargeRows {
  readonly table: { readonly name: string; readonly select: Sql; readonly columns: Columns };
  /** Conditions that indexes answer. */
  readonly scope: readonly Sql[];
  /** The list is of these alone. */
  readonly led?: LedRows | undefined;
  /** Tells whether an index within the scope passes over what the filter leaves out. */
  isPassedOver(filter: Filter): boolean;
  /** Tells whether an index has the rows of the scope in the list's order. */
  isWalked(query: ListQuery): boolean;
}

/** Rows that are looked up by their IDs, as often as something leads to them. */
const mostLed = 2_000;
/** Pages for which rows are asked one by one whether something leads to them: for later ones that takes more than to find all. */
const nearPages = 100;

/**
 * One page of a list of a large table's rows, with its total (`readLargePage`). Where others lead to few of them those are
 * looked up, however many the marketplace has; of more than two thousand the newest rows are asked one by one, for the first pages.
 */
export async function listLargeRows<Item>(
  db: TenantDb,
  services: LargeReads,
  { query, shape }: ListRequest,
  { table, scope, led, isPassedOver, isWalked }: LargeRows,
): Promise<Page<Item>> {
  const { columns, select } = table;
  const among = [sql`t.marketplace_id = ${db.marketplaceId}`, ...scope];
  if (led !== undefined) {
    const ids = await db.under({ planning: "values" }).rows<{ id: string }>(sql`${led.ids} limit ${mostLed + 1}`);
    if (ids.length <= mostLed) {
      const isOne = sql`t.id = any(${[...new Set(ids.map(({ id }) => id))]}::text[])`;
      const from = sql`${sql.table(table.name)} as t`;
      return readPage(db, { query, shape }, { select, from, where: [...among, isOne], columns });
    }
  }
  const search = searchSql(query.search, columns);
  const order = orderSql(query, shape, columns, search);
  const passing = query.filters.filter(isPassedOver);
  const rest = query.filters.filter((filter) => !passing.includes(filter));
  const filter = allOf([filterSql(rest, columns), search.where]);
  const isAny = rest.length === 0 && query.search === undefined && led === undefined;
  const isNear = led === undefined || query.page * query.pageSize <= nearPages;
  return readLargePage<Item>(db, services, query, {
    ...ownRows(db, table.name, select),
    scope: [...among, filterSql(passing, columns)],
    walk: isNear && isWalked(query) ? { order, isUnique: true } : undefined,
    filter: isAny ? undefined : led ? allOf([filter, led.isOne]) : filter,
    found: led && { conditions: [sql`t.id in (${led.ids})`], filter, isWhole: false, isCovered: true },
    order,
  });
}
