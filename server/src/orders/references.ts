import type { References } from "../platform/db/rename.ts";
import { sql } from "../platform/db/sql.ts";

/** What orders name without a foreign key, since they outlive it, and still follow when it is renamed. */
export function orderReferences(references: References): void {
  const add = (parent: string, child: string, columns: Record<string, string>): void =>
    references.add(parent, child, [["marketplace_id", "marketplace_id"], ...Object.entries(columns)]);
  add("buyer", "purchase_order", { buyer_id: "id" });
  add("buyer", "line_item", { buyer_id: "id" });
  add("buyer", "shipment", { buyer_id: "id" });
  add("supplier", "purchase_order", { supplier_id: "id" });
  add("supplier", "line_item", { supplier_id: "id" });
  add("supplier", "shipment", { supplier_id: "id" });
  add("address", "purchase_order", { buyer_id: "buyer_id", billing_address_id: "id" });
  add("address", "purchase_order", { buyer_id: "buyer_id", shipping_address_id: "id" });
  add("address", "line_item", { buyer_id: "buyer_id", shipping_address_id: "id" });
  add("product", "line_item", { product_id: "id" });
  add("variant", "line_item", { product_id: "product_id", variant_id: "id" });
  add("price_schedule", "line_item", { price_schedule_id: "id" });
  add("purchase_order", "line_item", { incoming_order_id: "id" });
  add("purchase_order", "line_item", { outgoing_order_id: "id" });

  // What orders show of their users names them too. Users are known by key: companies use the same IDs over again.
  references.afterRename("app_user", async (db, { buyer_id: buyerId, supplier_id: supplierId }, { to }) => {
    await db.run(sql`
      update purchase_order as o set from_user_id = u.id, from_user = jsonb_set(o.from_user, '{ID}', to_jsonb(u.id))
      from app_user u
      where u.marketplace_id = ${db.marketplaceId} and u.id = ${to} and u.buyer_id is not distinct from ${buyerId ?? null}
        and u.supplier_id is not distinct from ${supplierId ?? null}
        and o.marketplace_id = u.marketplace_id and o.from_user_key = u.key`);
  });
  references.afterRename("buyer", async (db, _key, { to }) => {
    await db.run(sql`
      update purchase_order set from_user = jsonb_set(from_user, '{CompanyID}', to_jsonb(${to}::text))
      where marketplace_id = ${db.marketplaceId} and buyer_id = ${to}`);
  });
}
