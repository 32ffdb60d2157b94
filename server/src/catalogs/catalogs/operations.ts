import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { catalogReaches, ownedScope, requireOwner, settleOwner } from "../ownership.ts";
import { visibilityChanged } from "../visibility/classes.ts";
import { reclassifyMany } from "../visibility/placement.ts";
import { refuseDefault } from "./default.ts";
import { partyAssignments } from "./party-assignments.ts";
import { productAssignments } from "./product-assignments.ts";
import { emptyCatalog } from "./store.ts";

const table = new Table("catalog", "Catalog", {
  computed: {
    CategoryCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.id)`,
  },
});

/** Catalogs, whom they are assigned to and what is in them (docs/behaviour/catalog.md §6.1, §6.2). */
export function catalogOperations(): Implementation[] {
  const verbs = crud(
    new Resource(table, {
      async prepare(work, { draft, before }) {
        if (before !== null) requireOwner(work, before, "Catalog.CannotEdit");
        await settleOwner(work, draft, before);
      },
      async saved(work, after, { before }) {
        if (before !== null && before.Active !== after.Active) await visibilityChanged(work.db);
      },
      async deleting(work, catalog) {
        requireOwner(work, catalog, "Catalog.CannotEdit");
        await refuseDefault(work.db, catalog.ID);
        await reclassifyMany(work.db, await emptyCatalog(work.db, catalog.ID));
      },
      deleted: ({ db }) => visibilityChanged(db),
    }),
    {
      idParam: "catalogID",
      scope: (call, intent) => ownedScope(call, intent, catalogReaches(call.actor.companyId, sql`t.id`)),
    },
  );
  return implementSome("Catalogs", { ...verbs, ...partyAssignments, ...productAssignments });
}
