import type { AfterRename } from "../../platform/db/rename.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

type Condition = RawBuilder<unknown>;

/** The line item of the alias `t` is on an order of that buyer; null: of the marketplace. */
const onOrderOf = (buyerId: string | null): Condition =>
  sql`exists (select from purchase_order o where o.marketplace_id = t.marketplace_id and o.id = t.order_id
    and o.buyer_id is not distinct from ${buyerId})`;

/**
 * Lets orders, line items and shipments name a saved address by its new ID. IDs of addresses are unique only within their
 * owner, and whose is meant follows from where it stands: what goods are sent or billed to is the buyer's, without one
 * the marketplace's; what they are sent from is the supplier's, if he has such an address, else the marketplace's.
 */
export const followAddress: AfterRename = async (db, key, { to }) => {
  const { id, buyer_id: buyerId = null, supplier_id: supplierId = null } = key;
  const rename = (table: string, name: string, condition: Condition) => {
    const [column, copy] = [sql.ref(`${name}_id`), sql.ref(name)];
    return db.run(sql`update ${sql.table(table)} as t
      set ${column} = ${to}, ${copy} = jsonb_set(t.${copy}, '{ID}', to_jsonb(${to}::text))
      where t.marketplace_id = ${db.marketplaceId} and t.${column} = ${id} and ${condition}`);
  };
  if (supplierId === null) {
    const ofBuyer = sql`t.buyer_id is not distinct from ${buyerId}`;
    await rename("purchase_order", "billing_address", ofBuyer);
    await rename("purchase_order", "shipping_address", ofBuyer);
    await rename("line_item", "shipping_address", onOrderOf(buyerId));
    await rename("shipment", "to_address", ofBuyer);
  }
  if (buyerId !== null) return;
  const other = (whose: Condition): Condition => sql`not exists (select from address a
    where a.marketplace_id = t.marketplace_id and a.buyer_id is null and ${whose} and a.id = ${id})`;
  const suppliers = sql`a.supplier_id = t.supplier_id`;
  if (supplierId === null) {
    await rename("line_item", "ship_from_address", other(suppliers));
    await rename("shipment", "from_address", other(suppliers));
  } else {
    await rename("line_item", "ship_from_address", sql`t.supplier_id = ${supplierId}`);
    // Sellers may name any supplier's address, where neither the shipper nor the marketplace has one of that ID.
    const unowned = other(sql`(a.supplier_id is null or ${suppliers})`);
    await rename("shipment", "from_address", sql`(t.supplier_id = ${supplierId} or ${unowned})`);
  }
};
