import type { Category } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { Sort } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";

const namesParent = ({ alternatives }: Filter): boolean =>
  alternatives.every(({ path }) => path.name === ("ParentID" satisfies keyof Category));

/** Tells whether what a filter on ParentID leaves has one parent. */
const namesOne = ({ alternatives: [only, ...others] }: Filter): boolean => {
  const [condition, ...further] = only?.conditions ?? [];
  return (
    others.length + further.length === 0 &&
    condition?.kind === "compare" &&
    condition.operator === "=" &&
    !condition.negated
  );
};

/** What lists over several levels begin their order with, unless the client names one: parents come before their children. */
const byLevel: Sort = {
  path: { name: "level", segments: ["level"], type: "integer", tree: false, free: false, nullable: false },
  descending: false,
};

/**
 * The categories of a catalog within a depth, as rows of `category` and a condition over the alias `t`, and the list without
 * the filters that these stand for. Levels count from the top, or from where filters on ParentID put it
 * (docs/behaviour/catalog.md §6.3).
 */
export function withinDepth(
  db: TenantDb,
  catalogId: string,
  list: ListRequest,
  depth: number,
): { source: RawBuilder<unknown>; where: RawBuilder<unknown>; list: ListRequest } {
  const { query } = list;
  const parents = query.filters.filter(namesParent);
  const fromTop = parents.length === 0;
  if (depth === 1) return { source: sql`category`, where: fromTop ? sql`t.parent_id is null` : sql`true`, list };
  // All of them in the client's own order: no level matters.
  if (fromTop && depth === Number.POSITIVE_INFINITY && query.sorted)
    return { source: sql`category`, where: sql`true`, list };
  const within = sql`c.marketplace_id = ${db.marketplaceId} and c.catalog_id = ${catalogId}`;
  const top = fromTop ? sql`c.parent_id is null` : filterSql(parents, columnsOf({}, "c"));
  const isWhole = depth === Number.POSITIVE_INFINITY;
  // Filters may put the start at several levels of one branch: what is near enough to one of them may be further from another.
  const further = isWhole || !(fromTop || parents.some(namesOne)) ? sql`true` : sql`s.level < ${depth}`;
  const near = isWhole ? sql`` : sql`having min(level) <= ${depth}`;
  const source = sql`(
    with recursive subtree (id, level) as (
      select c.id, 1 from category c where ${within} and ${top}
      union
      select c.id, s.level + 1 from subtree s join category c on ${within} and c.parent_id = s.id where ${further})
    select c.*, s.level from (select id, max(level) as level from subtree group by id ${near}) s join category c on ${within} and c.id = s.id)`;
  const filters = query.filters.filter((filter) => !namesParent(filter));
  const sort = query.sorted ? query.sort : [byLevel, ...query.sort];
  return { source, where: sql`true`, list: { ...list, query: { ...query, filters, sort } } };
}
