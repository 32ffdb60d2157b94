import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/**
 * ID under which a product, a row of the alias, is in catalogs: a child is where its parent is. Not by `coalesce`: row-level
 * security lets no index answer what has that in it, so that every place of the marketplace would be looked at.
 */
export const placedId = (alias: string): RawBuilder<string> => {
  const [id, parentId] = [sql.ref(`${alias}.id`), sql.ref(`${alias}.parent_id`)];
  return sql`case when ${parentId} is null then ${id} else ${parentId} end`;
};
