import { crud } from "../../platform/crud/crud.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { facetResource } from "../placement/catalogs.store.ts";

/** Facets belong to the marketplace as a whole: only its own users shape them. */
function requireSeller({ actor }: UserWork): void {
  if (actor.userType !== "Seller") throw apiError("Auth.UserNotAuthorizedToAdmin");
}

/** Operations on what product lists count their results by (docs/behaviour/catalog.md §11). */
export function productFacetOperations(): Implementation[] {
  return implement(
    "ProductFacets",
    crud(
      facetResource({
        prepare(work, { draft }) {
          requireSeller(work);
          draft.XpPath ||= null;
        },
        deleting: async (work) => requireSeller(work),
      }),
      {
        idParam: "productFacetID",
      },
    ),
  );
}
