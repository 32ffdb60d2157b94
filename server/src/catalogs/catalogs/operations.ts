import { crud } from "../../platform/crud/crud.ts";
import { sql } from "../../platform/db/sql.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { requireOwner, resolveOwner } from "../ownership/rules.ts";
import { catalogReaches, ownedScope } from "../ownership/store.ts";
import { catalogResource } from "../placement/catalogs.store.ts";
import { refuseDefault } from "./default.ts";
import { partyAssignments } from "./party-assignments.operations.ts";
import { productAssignments } from "./product-assignments.operations.ts";

/** Catalogs, whom they are assigned to and what is in them (docs/behaviour/catalog.md §6.1, §6.2). */
export function catalogOperations(): Implementation[] {
  const verbs = crud(
    catalogResource({
      async prepare(work, { draft, before }) {
        if (before !== null) requireOwner(work, before, "Catalog.CannotEdit");
        await resolveOwner(work, draft, before);
      },
      async deleting(work, catalog) {
        requireOwner(work, catalog, "Catalog.CannotEdit");
        await refuseDefault(work.db, catalog.ID);
      },
    }),
    {
      idParam: "catalogID",
      scope: (call, intent) => ownedScope(call, intent, catalogReaches(call.actor.companyId, sql`t.id`)),
    },
  );
  return implementSome("Catalogs", { ...verbs, ...partyAssignments, ...productAssignments });
}
