import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** A table of assignments, and which of its columns names what is assigned. */
export interface AssignedBy {
  readonly table: string;
  readonly column: string;
  /** True where single users are among the parties. */
  readonly users: boolean;
}

/**
 * Rows of the alias `a` that assign something to a user: to them alone, to a group of theirs, or to their whole buyer.
 * Their buyer is that of the alias `t`, to which the row must be assigned.
 *
 * @param further a condition over `a`.
 */
export function assignedTo(
  { table, column, users }: AssignedBy,
  userKey: number,
  further: RawBuilder<unknown> = sql`true`,
): RawBuilder<boolean> {
  const inGroup = sql`a.group_key in (select m.group_key from user_group_member m
    where m.marketplace_id = a.marketplace_id and m.user_key = ${userKey})`;
  const party = users
    ? sql`(a.user_key = ${userKey} or (a.user_key is null and a.group_key is null) or ${inGroup})`
    : sql`(a.group_key is null or ${inGroup})`;
  return sql`exists (select from ${sql.table(table)} as a
    where a.marketplace_id = t.marketplace_id and a.buyer_id = t.buyer_id and a.${sql.ref(column)} = t.id
      and ${party} and ${further})`;
}
