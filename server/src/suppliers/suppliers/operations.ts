import {
  findBuyerId,
  isCompany,
  refuseMarketplaceId,
  relateBuyer,
  relatedTo,
  supplierBuyerTable,
  supplierTable,
  unrelateBuyer,
} from "../../companies/index.ts";
import type { PeopleDependents } from "../../people/index.ts";
import { invalidateAccess } from "../../platform/access/access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { deleteLocalesOf } from "../../seller/index.ts";
import { supplierOf } from "./access.ts";
import type { SuppliedProducts } from "./supplied-products.ts";

/** Sellers and buyers see every supplier, a supplier's users their own. */
function scope({ actor }: UserWork): Scope {
  return actor.userType === "Supplier" ? { where: isCompany(actor.companyId) } : {};
}

async function existingBuyer(db: TenantDb, id: string): Promise<string> {
  const found = await findBuyerId(db, id);
  if (found === undefined) throw notFound("Buyer", id);
  return found;
}

/** Suppliers, and the buyers that may order from them (docs/behaviour/parties.md §1.4). */
export function supplierOperations(
  products: SuppliedProducts,
  dependents: readonly PeopleDependents[],
): Implementation[] {
  return implement("Suppliers", {
    ...crud(
      new Resource(supplierTable, {
        prepare(work, { draft, before }) {
          if (before === null && work.actor.userType !== "Seller") throw apiError("Auth.UserNotAuthorizedToAdmin");
          refuseMarketplaceId(work.db, "Supplier", draft.ID);
          draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
          if (work.actor.userType !== "Seller") draft.AllBuyersCanOrder = before?.AllBuyersCanOrder ?? false;
        },
        async saved(work, after, { before }) {
          if (before !== null && (before.Active !== after.Active || before.ID !== after.ID))
            await invalidateAccess(work);
        },
        async deleting(work, supplier) {
          await products.withdraw(work, supplier.ID);
          await deleteLocalesOf(work.db, supplier.ID);
          const company = { buyerId: null, supplierId: supplier.ID };
          for (const dependent of dependents) await dependent.deletingCompany?.(work, company);
        },
        deleted: (work) => invalidateAccess(work),
      }),
      {
        idParam: "supplierID",
        scope,
      },
    ),
    async ListBuyers(call) {
      const supplierId = await supplierOf(call, call.path.supplierID, "read");
      return supplierBuyerTable.list(call.db, { where: relatedTo(supplierId) }, call.list);
    },
    async SaveBuyer(call) {
      const supplierId = await supplierOf(call, call.path.supplierID, "write");
      await relateBuyer(call.db, supplierId, await existingBuyer(call.db, call.path.buyerID));
    },
    async DeleteBuyer(call) {
      const supplierId = await supplierOf(call, call.path.supplierID, "write");
      await unrelateBuyer(call.db, supplierId, await existingBuyer(call.db, call.path.buyerID));
    },
  });
}
