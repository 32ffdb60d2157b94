import type { Category } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { filterSql } from "../../platform/lists/where.ts";

const namesParent = ({ alternatives }: Filter): boolean =>
  alternatives.every(({ path }) => path.name === ("ParentID" satisfies keyof Category));

/**
 * The categories of a catalog within a depth, as a condition over the alias `t`, and the list without the filters that
 * the condition stands for. Levels count from the top, or from where filters on ParentID put it
 * (docs/behaviour/catalog.md §6.3).
 */
export function withinDepth(
  db: TenantDb,
  catalogId: string,
  list: ListRequest,
  depth: number,
): { where: RawBuilder<unknown>; list: ListRequest } {
  const parents = list.query.filters.filter(namesParent);
  if (parents.length === 0 && depth === 1) return { where: sql`t.parent_id is null`, list };
  if (depth === 1) return { where: sql`true`, list };
  if (parents.length === 0 && depth === Number.POSITIVE_INFINITY) return { where: sql`true`, list };
  const within = sql`c.marketplace_id = ${db.marketplaceId} and c.catalog_id = ${catalogId}`;
  const top = parents.length === 0 ? sql`c.parent_id is null` : filterSql(parents, columnsOf({}, "c"));
  const further = depth === Number.POSITIVE_INFINITY ? sql`true` : sql`s.level < ${depth}`;
  const where = sql`t.id in (
    with recursive subtree (id, level) as (
      select c.id, 1 from category c where ${within} and ${top}
      union
      select c.id, s.level + 1 from subtree s join category c on ${within} and c.parent_id = s.id where ${further})
    select id from subtree)`;
  const filters = list.query.filters.filter((filter) => !namesParent(filter));
  return { where, list: { ...list, query: { ...list.query, filters } } };
}
