import { sql } from "../platform/db/sql.ts";
import type { SuppliedProducts } from "../suppliers/index.ts";

/** The products that name a supplier as the one they come from (spec: parties §1.4). */
export const suppliedProducts: SuppliedProducts = {
  async withdraw({ db }, supplierId) {
    await db.run(sql`
      update product set default_supplier_id = null, own = own - 'DefaultSupplierID'
      where marketplace_id = ${db.marketplaceId} and default_supplier_id = ${supplierId}`);
  },
};
