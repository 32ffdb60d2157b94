import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { Company, Known } from "../company/company.ts";

/** Addresses of companies; those that users made for themselves are none of them. */
export const addressTable = new Table("address", "Address", { where: sql`t.private_to is null` });

/** Addresses that users made for themselves. */
export const privateAddressTable = new Table("address", "BuyerAddress", { computed: { Editable: sql`true` } });

export const findAddress = (db: TenantDb, { buyerId, supplierId }: Company, id: string): Promise<Known | undefined> =>
  db.row(sql`
    select key, id from address where marketplace_id = ${db.marketplaceId} and lower(id) = ${id.toLowerCase()}
      and buyer_id is not distinct from ${buyerId} and supplier_id is not distinct from ${supplierId}
      and private_to is null`);
