import type { References } from "../platform/db/rename.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import { followAddress } from "./addresses/renames.store.ts";

/** What orders name without a foreign key, since they outlive it, and still follow when it is renamed. */
export function orderReferences(references: References): void {
  const add = (parent: string, child: string, columns: Record<string, string>): void =>
    references.add(parent, child, [["marketplace_id", "marketplace_id"], ...Object.entries(columns)]);
  add("buyer", "purchase_order", { buyer_id: "id" });
  add("buyer", "payment", { buyer_id: "id" });
  add("buyer", "shipment", { buyer_id: "id" });
  add("supplier", "purchase_order", { supplier_id: "id" });
  add("supplier", "line_item", { supplier_id: "id" });
  add("supplier", "shipment", { supplier_id: "id" });
  add("product", "line_item", { product_id: "id" });
  add("variant", "line_item", { product_id: "product_id", variant_id: "id" });
  add("price_schedule", "line_item", { price_schedule_id: "id" });
  add("purchase_order", "line_item", { incoming_order_id: "id" });
  add("purchase_order", "line_item", { outgoing_order_id: "id" });

  references.afterRename("address", followAddress);
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

  references.afterRename("spec", (db, { id }, { to }) => renameChoices(db, to, { SpecID: id }, { SpecID: to }));
  references.afterRename("spec_option", (db, { spec_id: specId, id }, { to }) =>
    renameChoices(db, String(specId), { SpecID: specId, OptionID: id }, { OptionID: to }),
  );
}

/**
 * What line items hold of a choice is renamed with it. Looked for are lines of the products, their families included, that
 * have the spec.
 */
async function renameChoices(
  db: TenantDb,
  specId: string,
  from: Readonly<Record<string, string | null | undefined>>,
  to: Readonly<Record<string, string>>,
): Promise<void> {
  const choice = sql`${JSON.stringify(from)}::jsonb`;
  await db.run(sql`
    update line_item l set specs = (
      select jsonb_agg(case when e.choice @> ${choice} then e.choice || ${JSON.stringify(to)}::jsonb else e.choice end order by e.n)
      from jsonb_array_elements(l.specs) with ordinality as e (choice, n))
    where l.marketplace_id = ${db.marketplaceId} and l.specs @> jsonb_build_array(${choice})
      and l.product_id in (select p.id from spec_product s
        join product p on p.marketplace_id = s.marketplace_id and (p.id = s.product_id or p.parent_id = s.product_id)
        where s.marketplace_id = ${db.marketplaceId} and s.spec_id = ${specId})`);
}
