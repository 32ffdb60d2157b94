import type { ListFacetValue } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Columns } from "../../platform/lists/columns.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { RawJson } from "../../platform/wire/reply.ts";

/** Entries of `Meta.Facets`. */
export const mostFacets = 50;
/** Values of one facet. */
export const mostValues = 1_000;

/** A list of products as its statement is put together. */
export interface FacetedList {
  /** SQL after `from`; brings the alias `t` with the products' `xp` and `marketplace_id`. */
  readonly from: RawBuilder<unknown>;
  /** Condition for the products that there are for the caller at all, whatever they ask for. */
  readonly scope: RawBuilder<unknown>;
  /** Condition for those of them that search and named arguments leave. */
  readonly where: RawBuilder<unknown>;
  /** The request's filters, which a facet counts without its own. */
  readonly filters: readonly Filter[];
  readonly columns: Columns;
}

/**
 * The facets of a list: how many products of the whole result have each value, every facet counted as if its own filter
 * were not set (docs/behaviour/visibility-and-search.md §5). One statement, so that it can share the page's trip.
 *
 * A facet without a path of its own counts the extended property named like its ID. Values are primitives, or the
 * elements of a list of primitives; `MinCount` 0 also names values that occur only outside of the result, and the facet
 * even where there is none.
 *
 * Products are grouped by the text of what they hold at a facet's path, which takes half the time of comparing it as JSON, and
 * before it is taken apart: there are far fewer texts and lists to look at than products. Only where some text may be of a list
 * or an object are such values looked at as what they are.
 *
 * @param together some paths of facets, which a list without filters is grouped by in one pass instead of being held and gone
 *   through for each. What is found is the same, whether there are such facets, and others, or not.
 */
export async function readFacets(db: TenantDb, list: FacetedList, together: readonly string[] = []): Promise<RawJson> {
  const rows = await db.rows<{ Name: string; XpPath: string; Values: Json; xp: Json | null }>(
    facetsSql(db, list, list.filters.length === 0 ? together : []),
  );
  const facets = rows.map((row) => ({
    Name: row.Name,
    XpPath: row.XpPath,
    // As the contract orders them; the database's JSON has an order of its own.
    Values: (row.Values.value as ListFacetValue[]).map(({ Value, Count }) => ({ Value, Count })),
    xp: row.xp?.value ?? null,
  }));
  return new RawJson(JSON.stringify(facets));
}

/** Facets that are grouped by in one pass; those beyond are each grouped by in one of its own. */
const mostTogether = 16;

/**
 * Paths of facets, for `readFacets` of all that somebody sees, which may be very much. Read in a trip before that, so that what is
 * counted is of the moment of the rows that are read along with it.
 */
export async function facetPaths(db: TenantDb): Promise<readonly string[]> {
  const rows = await db.rows<{ path: string }>(
    sql`select coalesce(xp_path, id) as path from product_facet where marketplace_id = ${db.marketplaceId} limit ${mostTogether}`,
  );
  return rows.map(({ path }) => path);
}

function facetsSql(
  db: TenantDb,
  { from, scope, where, filters, columns }: FacetedList,
  together: readonly string[],
): RawBuilder<unknown> {
  const byPath = Map.groupBy(filters, ownPath);
  const shared = byPath.get(undefined) ?? [];
  byPath.delete(undefined);
  // What fails filters on two extended properties counts for no facet; what fails those on one may count for that one's.
  const tests = [...byPath.values()].map((own) => filterSql(own, columns));
  const flags = tests.map((test, index) => sql`, (${test}) is true as ${sql.ref(`own_${index}`)}`);
  const almost = allButOne(tests);
  const elsewhere = sql`f.min_count < 1 and ${scope}`;
  const holds = [...byPath.keys()].map((path, index) => sql`(h.${sql.ref(`own_${index}`)} or f.path = ${path})`);
  const all = sql`${allOf([scope, where, filterSql(shared, columns), almost])} and t.xp_values is not null`;
  return sql`
    with f as materialized (
      select id, name, coalesce(xp_path, id) as path, string_to_array(coalesce(xp_path, id), '.') as keys, list_order, min_count, xp,
        array_position(${together}::text[], coalesce(xp_path, id)) as nth
      from product_facet where marketplace_id = ${db.marketplaceId}
    ), h as materialized (
      select t.xp_values as xp ${sql.join(flags, sql``)} from ${from} where ${all}
    ) ${inOnePass(together, sql`from ${from} where ${all}`)}, g as materialized (
      select f.id, g.held, g.products from f cross join lateral (
        ${together.length > 0 ? sql`select k.held[f.nth] as held, k.products from k where k.held[f.nth] is not null union all` : sql``}
        select h.xp #>> f.keys as held, count(*) as products from h where f.nth is null and ${allOf(holds)} group by 1
        union all
        select t.xp_values #>> f.keys, 0 from ${from} where ${elsewhere} group by 1
      ) g
    ), l as materialized (
      select f.id, l.held, l.products
      from (select * from f where f.id in (select g.id from g where ${isComposed(sql`g.held`)}) offset 0) f
      cross join lateral (
        select h.xp #> f.keys as held, count(*) as products from h where ${allOf([...holds, isComposed(sql`h.xp #>> f.keys`)])} group by 1
        union all
        select t.xp_values #> f.keys, 0 from ${from} where ${elsewhere} and ${isComposed(sql`t.xp_values #>> f.keys`)} group by 1
      ) l
    )
    select f.name as "Name", f.path as "XpPath", f.xp, coalesce(v.found, '[]') as "Values" from f cross join lateral (
      select jsonb_agg(jsonb_build_object('Value', value, 'Count', count) order by count desc, value collate "C") as found from (
        select value, sum(products) as count from (
          select g.held as value, g.products from g where g.id = f.id and not ${isComposed(sql`g.held`)}
          union all
          select e.value, l.products from l cross join lateral (
            select l.held #>> '{}' as value where jsonb_typeof(l.held) = 'string'
            union
            select leaf #>> '{}' from jsonb_array_elements(case when jsonb_typeof(l.held) = 'array' then l.held end) as leaf
            where jsonb_typeof(leaf) in ('string', 'number', 'boolean')
          ) e
          where l.id = f.id
        ) each group by value having sum(products) >= f.min_count
        order by count desc, value collate "C" limit ${mostValues}
      ) listed
    ) v
    where v.found is not null or f.min_count < 1
    order by f.list_order, folded_text(f.id) limit ${mostFacets}`;
}

/**
 * How many products have each text at one path after the other, as a further part of the statement: each row is of one path, and
 * has the text at its place in `held`. To group what a subquery gives, not the rows themselves, keeps the database from taking
 * each product's text for one of its own, and sorting them all.
 */
function inOnePass(paths: readonly string[], products: RawBuilder<unknown>): RawBuilder<unknown> {
  if (paths.length === 0) return sql``;
  const names = paths.map((_, index) => sql.ref(`k${index}`));
  const texts = paths.map((path, index) => {
    const [key = "", ...others] = path.split(".");
    const text = others.length === 0 ? sql`->> ${key}::text` : sql`#>> ${[key, ...others]}::text[]`;
    return sql`t.xp_values ${text} as ${names[index]}`;
  });
  return sql`, k as materialized (
    select array[${sql.join(names)}] as held, count(*) as products
    from (select ${sql.join(texts)} ${products} offset 0) texts
    group by grouping sets (${sql.join(names.map((name) => sql`(${name})`))})
  )`;
}

/** Tells of the text of a JSON value whether it may be a list or an object; a text may begin like one. */
const isComposed = (text: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(${text} like '[%' or ${text} like '{%')`;

/**
 * At least all but one of the tests hold. Two that are looked up, one of which must hold, let the database use its indexes;
 * the rest is counted, so that the condition grows with the number of tests and not with its square.
 */
function allButOne(tests: readonly RawBuilder<boolean>[]): RawBuilder<unknown> {
  const [first, second, ...others] = tests;
  if (first === undefined || second === undefined) return sql`true`;
  if (others.length === 0) return sql`(${first} or ${second})`;
  const held = tests.map((test) => sql`((${test}) is true)::int`);
  return sql`((${first}) or (${second})) and ${sql.join(held, sql` + `)} >= ${sql.lit(tests.length - 1)}`;
}

/** The path into extended properties that a filter is about, when it is about one and nothing else. */
function ownPath({ alternatives }: Filter): string | undefined {
  const [first, ...others] = alternatives;
  if (first === undefined || others.length > 0 || !first.path.free) return undefined;
  const [root, ...keys] = first.path.segments;
  return root === "xp" && keys.length > 0 ? keys.join(".") : undefined;
}
