import type { References } from "../platform/db/rename.ts";

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
  add("app_user", "purchase_order", { buyer_id: "buyer_id", from_user_id: "id" });
  add("address", "purchase_order", { buyer_id: "buyer_id", billing_address_id: "id" });
  add("address", "purchase_order", { buyer_id: "buyer_id", shipping_address_id: "id" });
  add("address", "line_item", { buyer_id: "buyer_id", shipping_address_id: "id" });
  add("product", "line_item", { product_id: "id" });
  add("variant", "line_item", { product_id: "product_id", variant_id: "id" });
  add("price_schedule", "line_item", { price_schedule_id: "id" });
  add("purchase_order", "line_item", { incoming_order_id: "id" });
  add("purchase_order", "line_item", { outgoing_order_id: "id" });
}
