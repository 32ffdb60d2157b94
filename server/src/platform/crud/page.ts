import type { TenantDb } from "../db/session.ts";
import { allOf, type RawBuilder, sql } from "../db/sql.ts";
import type { Columns } from "../lists/columns.ts";
import type { KeptTotals } from "../lists/kept-totals.ts";
import type { ListRequest } from "../lists/list-request.ts";
import { orderSql } from "../lists/order.ts";
import { type PageMeta, pageMeta, pageSql } from "../lists/page.ts";
import { searchSql } from "../lists/search.ts";
import { filterSql } from "../lists/where.ts";
import type { SearchDocument } from "../lists/word-search.ts";

/** One page of a list, as it is answered. */
export interface Page<Item> {
  readonly Meta: PageMeta;
  readonly Items: readonly Item[];
}

/** Source of a list's rows. */
export interface PageSource {
  readonly select: RawBuilder<unknown>;
  /** Tables and joins, without the word `from`. */
  readonly from: RawBuilder<unknown>;
  readonly where: readonly RawBuilder<unknown>[];
  readonly columns: Columns;
  /** Indexed words of the rows, which searches look up. */
  readonly document?: SearchDocument | undefined;
  /** Further terms of the order, where rows may share an ID or have none. */
  readonly last?: readonly RawBuilder<unknown>[];
  /** Keeps totals that take long to count; absent where they must be exact. */
  readonly totals?: KeptTotals | undefined;
}

/** One page of the rows that the list's options leave, with the total in the same trip. */
export async function readPage<Item>(db: TenantDb, list: ListRequest, source: PageSource): Promise<Page<Item>> {
  const { query, shape } = list;
  const { columns, last = [] } = source;
  const search = searchSql(query.search, columns, source.document);
  const where = allOf([...source.where, filterSql(query.filters, columns), search.where]);
  const from = sql`from ${source.from} where ${where}`;
  const order = orderSql(query, shape, columns, { ...search, last });
  const total = sql`select count(*) as total ${from}`;
  const [items, counted] = await Promise.all([
    db.rows<Item>(sql`select ${source.select} ${from} order by ${order} ${pageSql(query)}`),
    source.totals?.count(db, total) ?? db.row<{ total: number }>(total).then((row) => row?.total ?? 0),
  ]);
  return { Meta: pageMeta(query, counted), Items: items };
}
