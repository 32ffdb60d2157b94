import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";
import type { Company, Known } from "../company/company.ts";

/** Addresses of companies; those that users made for themselves are none of them. */
export const addressTable = new Table("address", "Address", { where: sql`t.private_to is null` });

/** Addresses that users made for themselves. */
export const privateAddressTable = new Table("address", "BuyerAddress", { computed: { Editable: sql`true` } });

export const findAddress = (db: TenantDb, { buyerId, supplierId }: Company, id: string): Promise<Known | undefined> =>
  db.row(
    tables
      .selectFrom("address")
      .select(["key", "id"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where(idIs("id", id))
      .where("buyer_id", "is not distinct from", buyerId)
      .where("supplier_id", "is not distinct from", supplierId)
      .where("private_to", "is", null),
  );
