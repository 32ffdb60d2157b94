import type { Product } from "@orderwell/contract";
import { plain, type Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { writeAndRead } from "../../platform/db/write-and-read.ts";
import { inherited } from "./family.ts";
import { shownProduct } from "./store.ts";

const inventoryColumns = [
  "inventory_configured",
  "inventory_enabled",
  "notification_point",
  "variant_level_tracking",
  "order_can_exceed",
  "quantity_available",
  "inventory_updated",
];

/** The assignments of columns that bring the child `t` in line with its parent `p`. */
function takeOver(withInventory: boolean): RawBuilder<unknown> {
  const columns: [string, string][] = Object.entries(inherited);
  if (withInventory) columns.push(...inventoryColumns.map((column): [string, string] => ["Inventory", column]));
  return sql.join([
    ...columns.map(
      ([name, column]) =>
        sql`${sql.ref(column)} = case when t.own -> ${sql.lit(name)} is not null then t.${sql.ref(column)} else p.${sql.ref(column)} end`,
    ),
    sql`name = case when t.own -> 'Nameless' is not null then p.name else t.name end`,
    sql`active = p.active and (t.own ->> 'Active')::boolean`,
    sql`xp = case when t.own -> 'xp' is null then p.xp else merged_json(coalesce(p.xp, '{}'), t.own -> 'xp') end`,
    sql`spec_count = (select count(distinct s.spec_id) from spec_product s
      where s.marketplace_id = t.marketplace_id and s.product_id in (t.id, p.id))`,
  ]);
}

interface Kin {
  readonly marketplaceId: string;
  readonly id: string;
}

const ofChild = (withInventory: boolean) =>
  prepared<Kin>(
    ({ marketplaceId, id }) => sql`
      update product t set ${takeOver(withInventory)} from product p
      where t.marketplace_id = ${marketplaceId} and t.id = ${id}
        and p.marketplace_id = t.marketplace_id and p.id = t.parent_id`,
  );

const oneChild = { withInventory: ofChild(true), without: ofChild(false) };

/**
 * Gives a child its effective values again after it was written, and answers with them.
 *
 * @param withInventory whether it has no inventory of its own any more, or is new to its parent; otherwise its stock stays.
 */
export async function applyInheritance(db: TenantDb, childId: string, withInventory: boolean): Promise<Product> {
  const written = withInventory ? oneChild.withInventory : oneChild.without;
  const child = { marketplaceId: db.marketplaceId, id: childId };
  return plain(await writeAndRead<Row<Product>>(db, written(child), shownProduct(child)));
}

const ofParent = (withInventory: boolean) =>
  prepared<Kin>(
    ({ marketplaceId, id }) => sql`
      update product t set ${takeOver(withInventory)} from product p
      where t.marketplace_id = ${marketplaceId} and t.parent_id = ${id}
        and p.marketplace_id = t.marketplace_id and p.id = t.parent_id`,
  );

const allChildren = { withInventory: ofParent(true), without: ofParent(false) };

/** Gives all children of a product their effective values again after it was written. */
export async function propagateToChildren(db: TenantDb, parentId: string, withInventory: boolean): Promise<void> {
  db.wrote({ table: "product", key: { parent_id: parentId } });
  const written = withInventory ? allChildren.withInventory : allChildren.without;
  await db.run(written({ marketplaceId: db.marketplaceId, id: parentId }));
}
