import type { Catalog } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
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
  const verbs = crud<Catalog>(table, {
    idParam: "catalogID",
    scope: (call, intent) => ownedScope(call, intent, catalogReaches(call.actor.companyId, sql`t.id`)),
    async prepare(call, draft, before) {
      if (before !== null) requireOwner(call, before, "Catalog.CannotEdit");
      await settleOwner(call, draft, before);
    },
    async saved(call, after, before) {
      if (before !== null && before.Active !== after.Active) await visibilityChanged(call.db);
    },
    async deleting(call, catalog) {
      requireOwner(call, catalog, "Catalog.CannotEdit");
      await refuseDefault(call.db, catalog.ID);
      await reclassifyMany(call.db, await emptyCatalog(call.db, catalog.ID));
    },
    deleted: ({ db }) => visibilityChanged(db),
  });
  return implementSome("Catalogs", { ...verbs, ...partyAssignments, ...productAssignments });
}
