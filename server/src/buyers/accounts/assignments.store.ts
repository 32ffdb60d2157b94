import { AssignmentTable, type AssignmentTableOptions, type PartyLevel } from "../../parties/index.ts";
import { sql } from "../../platform/db/sql.ts";

/** A table of assignments of a cost center, credit card or spending account, named after it. */
export function accountAssignments<Model extends object>(
  name: string,
  idProperty: string,
  levels: readonly PartyLevel[],
  select: AssignmentTableOptions["select"] = {},
): AssignmentTable<Model> {
  const column = `${name}_id`;
  return new AssignmentTable<Model>(`${name}_assignment`, {
    levels,
    company: "buyer",
    select: { [idProperty]: sql.ref(`t.${column}`), ...select },
    key: sql`marketplace_id, buyer_id, ${sql.ref(column)}, coalesce(group_key, 0)${
      levels.includes("User") ? sql`, coalesce(user_key, 0)` : sql``
    }`,
  });
}
