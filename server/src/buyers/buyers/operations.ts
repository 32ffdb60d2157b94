import type { Buyer } from "@orderwell/contract";
import { buyerTable, isCompany, refuseMarketplaceId, setDefaultCatalog } from "../../companies/index.ts";
import type { PeopleDependents } from "../../people/index.ts";
import { invalidateAccess } from "../../platform/access/access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { DefaultCatalogs } from "../buyer-groups/default-catalog.ts";
import { groupHasCatalog, resolveGroup } from "../buyer-groups/membership.ts";
import { listSellersOf } from "../sellers/sellers.store.ts";
import { buyerOf } from "./access.ts";

/** Sellers and suppliers see every buyer, a buyer's users their own. */
function scope({ actor }: UserWork): Scope {
  return actor.userType === "Buyer" ? { where: isCompany(actor.companyId) } : {};
}

/**
 * Settles which catalog is to be a buyer's default. Naming one opens it to the buyer, so the buyer's own users may only
 * name those that are open to it already: others do not exist for them.
 *
 * @throws ApiError NotFound (Catalog)
 */
async function resolveCatalog(
  work: UserWork,
  catalogs: DefaultCatalogs,
  draft: Buyer,
  before: Buyer | null,
): Promise<void> {
  draft.DefaultCatalogID ||= null;
  if (draft.DefaultCatalogID === null || draft.DefaultCatalogID === before?.DefaultCatalogID) return;
  const { userType, companyId } = work.actor;
  draft.DefaultCatalogID = await catalogs.resolve(
    work,
    draft.DefaultCatalogID,
    userType === "Seller" ? undefined : companyId,
  );
}

/** Buyers (docs/behaviour/parties.md §1.2). */
export function buyerOperations(catalogs: DefaultCatalogs, dependents: readonly PeopleDependents[]): Implementation[] {
  const verbs = crud(
    new Resource(buyerTable, {
      async prepare(work, { draft, before }) {
        if (before === null && work.actor.userType !== "Seller") throw apiError("Auth.UserNotAuthorizedToAdmin");
        refuseMarketplaceId(work.db, "Buyer", draft.ID);
        draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
        await resolveGroup(work, draft, before);
        await resolveCatalog(work, catalogs, draft, before);
      },
      async saved(work, after, { before }) {
        if (before === null && after.DefaultCatalogID === null && !(await groupHasCatalog(work, after.GroupID))) {
          const catalogId = await catalogs.create(work, { ID: after.ID, Name: after.Name ?? "" });
          await setDefaultCatalog(work.db, after.ID, catalogId);
          return { ...after, DefaultCatalogID: catalogId };
        }
        // What a buyer's user names is open to the buyer already: they open no more of it than there is.
        const opens = work.actor.userType === "Seller" && after.DefaultCatalogID !== before?.DefaultCatalogID;
        if (opens && after.DefaultCatalogID !== null) await catalogs.assign(work, after.ID, after.DefaultCatalogID);
        if (before !== null && (before.Active !== after.Active || before.ID !== after.ID)) await invalidateAccess(work);
        return undefined;
      },
      async deleting(work, buyer) {
        await catalogs.leave(work, buyer.ID);
        const company = { buyerId: buyer.ID, supplierId: null };
        for (const dependent of dependents) await dependent.deletingCompany?.(work, company);
      },
      deleted: (work) => invalidateAccess(work),
    }),
    {
      idParam: "buyerID",
      scope,
    },
  );
  return implement("Buyers", {
    ...verbs,
    async ListBuyerSellers(call) {
      return listSellersOf(call, await buyerOf(call, call.path.buyerID, "read"), call.list);
    },
  });
}
