import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { placedId } from "../placement/placed.store.ts";

/** Products in a catalog that the caller's buyer has; a child is where its parent is. */
const inOwnCatalog = (buyerId: string): RawBuilder<unknown> => sql`exists (
  select from catalog_product c
  join catalog_assignment a on a.marketplace_id = c.marketplace_id and a.catalog_id = c.catalog_id
  join buyer b on b.marketplace_id = c.marketplace_id and (a.buyer_id = b.id or a.buyer_group_id = b.group_id)
  where c.marketplace_id = t.marketplace_id and c.product_id = ${placedId("t")} and b.id = ${buyerId})`;

/** Products that a supplier may sell: its own, those it is related to or the default of, and those open to all. */
const soldBy = (supplierId: string): RawBuilder<unknown> => sql`(t.owner_id = ${supplierId}
  or t.default_supplier_id = ${supplierId} or t.all_suppliers_can_sell
  or exists (select from product_supplier s where s.marketplace_id = t.marketplace_id
    and s.product_id in (t.id, t.parent_id) and s.supplier_id = ${supplierId}))`;

/**
 * Products that the caller reads: sellers all, suppliers their own, buyers those of their catalogs
 * (docs/behaviour/catalog.md §1).
 */
export function readable({ actor }: UserWork): Scope {
  switch (actor.userType) {
    case "Seller":
      return {};
    case "Supplier":
      return { where: sql`t.owner_id = ${actor.companyId}` };
    case "Buyer":
      return { where: inOwnCatalog(actor.companyId) };
  }
}

/** Products that the caller knows of: what they read, and for suppliers what they may sell. */
export function reachable(work: UserWork): Scope {
  return work.actor.userType === "Supplier" ? { where: soldBy(work.actor.companyId) } : readable(work);
}

/** Facts of a product that other operations need. */
export interface ProductHead {
  readonly id: string;
  readonly ownerId: string;
  readonly parentId: string | null;
  readonly isParent: boolean;
  readonly isBundle: boolean;
  readonly active: boolean;
  readonly defaultSupplierId: string | null;
  readonly allSuppliersCanSell: boolean;
  readonly inventoryConfigured: boolean;
  readonly inventoryEnabled: boolean;
  readonly variantLevelTracking: boolean;
}

const head = sql`t.id, t.owner_id as "ownerId", t.parent_id as "parentId", t.is_parent as "isParent", t.is_bundle as "isBundle",
  t.active, t.default_supplier_id as "defaultSupplierId", t.all_suppliers_can_sell as "allSuppliersCanSell",
  t.inventory_configured as "inventoryConfigured", t.inventory_enabled as "inventoryEnabled",
  t.variant_level_tracking as "variantLevelTracking"`;

const headsOf = prepared<{ readonly marketplaceId: string; readonly ids: readonly string[] }, ProductHead>(
  ({ marketplaceId, ids }) => sql`
    select ${head} from product t where t.marketplace_id = ${marketplaceId} and lower(t.id) = any(${ids}::text[])`,
);

/** Products of a marketplace, by IDs in any case: those that a transaction asks for at the same time share a statement. */
const headOf = together<string, ProductHead | undefined>(500, async (db, ids) => {
  const asked = ids.map((id) => id.toLowerCase());
  const rows = await db.rows(headsOf({ marketplaceId: db.marketplaceId, ids: [...new Set(asked)] }));
  const byId = new Map(rows.map((row) => [row.id.toLowerCase(), row]));
  return asked.map((id) => byId.get(id));
});

/** The product with this ID among those of a scope. `lock` keeps others from changing it until the transaction ends. */
export async function findProduct(
  db: TenantDb,
  scope: Scope,
  productId: string,
  lock: boolean,
): Promise<ProductHead | undefined> {
  if (db.mode === "write" && scope.where === undefined && !lock) return headOf(db, productId);
  const product = sql`from product t where t.marketplace_id = ${db.marketplaceId} and ${idIs("t.id", productId)}`;
  const locked = lock ? sql`for update of t` : sql``;
  const inScope = sql`select ${head} ${product} and ${scope.where ?? sql`true`}`;
  if (!lock || !db.distributed || scope.where === undefined) return db.row(sql`${inScope} ${locked}`);
  // As `Table.find` does.
  const [held, found] = await Promise.all([db.row(sql`select ${product} ${locked}`), db.row<ProductHead>(inScope)]);
  return held === undefined ? undefined : found;
}
