import type { Supplier } from "@orderwell/contract";
import {
  findBuyerId,
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
import type { Scope } from "../../platform/crud/table.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { deleteLocalesOf } from "../../seller/index.ts";
import { supplierOf } from "../access.ts";
import type { SuppliedProducts } from "../supplied-products.ts";

/** Sellers and buyers see every supplier, a supplier's users their own. */
function scope({ actor }: UserWork): Scope {
  return actor.userType === "Supplier" ? { where: sql`t.id = ${actor.companyId}` } : {};
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
    ...crud<Supplier>(supplierTable, {
      idParam: "supplierID",
      scope,
      prepare(call, draft, before) {
        if (before === null && call.actor.userType !== "Seller") throw apiError("Auth.UserNotAuthorizedToAdmin");
        refuseMarketplaceId(call.db, "Supplier", draft.ID);
        draft.DateCreated = before?.DateCreated ?? formatInstant(call.now);
        if (call.actor.userType !== "Seller") draft.AllBuyersCanOrder = before?.AllBuyersCanOrder ?? false;
      },
      async saved(call, after, before) {
        if (before !== null && (before.Active !== after.Active || before.ID !== after.ID)) await invalidateAccess(call);
      },
      async deleting(call, supplier) {
        await products.withdraw(call, supplier.ID);
        await deleteLocalesOf(call.db, supplier.ID);
        const company = { buyerId: null, supplierId: supplier.ID };
        for (const dependent of dependents) await dependent.deletingCompany?.(call, company);
      },
      deleted: (call) => invalidateAccess(call),
    }),
    async ListBuyers(call) {
      if (call.actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
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
