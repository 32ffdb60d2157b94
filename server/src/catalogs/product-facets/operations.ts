import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { Table } from "../../platform/crud/table.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { visibilityChanged } from "../visibility/classes.ts";

export const facetTable = new Table("product_facet", "ProductFacet", {
  // A facet without a path counts by its ID: the index is over both.
  violations: { product_facet_xp_path_key: () => apiError("ProductFacet.XpPathInUse") },
});

/** Facets belong to the marketplace as a whole: only its own users shape them. */
function requireSeller({ actor }: UserWork): void {
  if (actor.userType !== "Seller") throw apiError("Auth.UserNotAuthorizedToAdmin");
}

/** What product lists count their results by (docs/behaviour/catalog.md §11). */
export function productFacetOperations(): Implementation[] {
  return implement(
    "ProductFacets",
    crud(
      new Resource(facetTable, {
        prepare(work, { draft }) {
          requireSeller(work);
          draft.XpPath ||= null;
        },
        // What is kept of facet counts is kept with what shoppers see.
        saved: ({ db }) => visibilityChanged(db),
        deleting: async (work) => requireSeller(work),
        deleted: ({ db }) => visibilityChanged(db),
      }),
      {
        idParam: "productFacetID",
      },
    ),
  );
}
