import { crud } from "../../platform/crud/crud.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { requireOwner, resolveOwner } from "../ownership/rules.ts";
import { catalogResource } from "../placement/catalogs.store.ts";
import { bundleAssignments } from "./bundle-assignments.operations.ts";
import { partyAssignments } from "./party-assignments.operations.ts";
import { productAssignments } from "./product-assignments.operations.ts";
import { refuseDefault } from "./rules.ts";
import { catalogScope } from "./store.ts";

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
      scope: catalogScope,
    },
  );
  return implement("Catalogs", { ...verbs, ...partyAssignments, ...productAssignments, ...bundleAssignments });
}
