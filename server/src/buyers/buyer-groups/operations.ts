import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { DefaultCatalogs } from "./default-catalog.ts";
import { buyerGroupTable } from "./store.ts";

/**
 * Groups of buyers, which see the catalogs of their group as well as their own (docs/behaviour/parties.md §1.3). Which
 * catalogs those are, assignments say; naming one as default assigns nothing.
 */
export function buyerGroupOperations(catalogs: DefaultCatalogs): Implementation[] {
  return implement(
    "BuyerGroups",
    crud(
      new Resource(buyerGroupTable, {
        async prepare(work, { draft }) {
          draft.DefaultCatalogID ||= null;
          if (draft.DefaultCatalogID !== null)
            draft.DefaultCatalogID = await catalogs.resolve(work, draft.DefaultCatalogID);
        },
        deleting: (work, { ID }) => catalogs.leaveGroup(work, ID ?? ""),
      }),
      {
        idParam: "buyerGroupID",
      },
    ),
  );
}
