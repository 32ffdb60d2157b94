import type { CategoryAssignment } from "@orderwell/contract";
import { AssignmentTable, type Party, type PartyRules } from "../../parties/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { invalidateVisibility, reclassifyThose } from "./classes.store.ts";

/** Party that a catalog is assigned to: exactly one of the two. */
export interface CatalogParty {
  readonly buyerId: string | null;
  readonly buyerGroupId: string | null;
}

/** View of those whom a catalog is assigned to. */
export interface CatalogGrant {
  readonly viewAllCategories: boolean;
  readonly viewAllProducts: boolean;
}

/** Assigns a catalog to a party, or changes what the party sees of it. */
export async function assignCatalog(
  db: TenantDb,
  catalogId: string,
  { buyerId, buyerGroupId }: CatalogParty,
  { viewAllCategories, viewAllProducts }: CatalogGrant,
): Promise<void> {
  const written = await db.run(
    tables
      .insertInto("catalog_assignment")
      .values({
        marketplace_id: db.marketplaceId,
        catalog_id: catalogId,
        buyer_id: buyerId,
        buyer_group_id: buyerGroupId,
        view_all_categories: viewAllCategories,
        view_all_products: viewAllProducts,
      })
      .onConflict((conflict) =>
        conflict
          .expression(sql`marketplace_id, catalog_id, coalesce(buyer_id, ''), coalesce(buyer_group_id, '')`)
          .doUpdateSet((of) => ({
            view_all_categories: of.ref("excluded.view_all_categories"),
            view_all_products: of.ref("excluded.view_all_products"),
          }))
          .where(
            sql<boolean>`(catalog_assignment.view_all_categories, catalog_assignment.view_all_products)
              is distinct from (excluded.view_all_categories, excluded.view_all_products)`,
          ),
      ),
  );
  if (written > 0) await invalidateVisibility(db);
}

/** Assigns to a buyer the catalog that it has as default, whole, unless that is assigned to it already. */
export async function assignDefaultCatalog(db: TenantDb, catalogId: string, buyerId: string): Promise<void> {
  const added = await db.run(
    tables
      .insertInto("catalog_assignment")
      .values({
        marketplace_id: db.marketplaceId,
        catalog_id: catalogId,
        buyer_id: buyerId,
        view_all_categories: true,
        view_all_products: true,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (added > 0) await invalidateVisibility(db);
}

/** Ends a party's assignment of a catalog; false when there was none. */
export async function unassignCatalog(
  db: TenantDb,
  catalogId: string,
  { buyerId, buyerGroupId }: CatalogParty,
): Promise<boolean> {
  const removed = await db.run(
    tables
      .deleteFrom("catalog_assignment")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("catalog_id", "=", catalogId)
      .where("buyer_id", "is not distinct from", buyerId)
      .where("buyer_group_id", "is not distinct from", buyerGroupId),
  );
  if (removed > 0) await invalidateVisibility(db);
  return removed > 0;
}

/** Ends all assignments of catalogs to a buyer group that is about to be deleted. */
export async function unassignBuyerGroup(db: TenantDb, groupId: string): Promise<void> {
  const assigned = tables.deleteFrom("catalog_assignment").where("marketplace_id", "=", db.marketplaceId);
  await db.run(assigned.where("buyer_group_id", "=", groupId));
  await invalidateVisibility(db);
}

/** Takes a buyer that is about to be deleted out of its products' classes: another may get its ID. */
export async function unassignBuyer(db: TenantDb, buyerId: string): Promise<void> {
  const assigned = tables.deleteFrom("product_assignment").where("marketplace_id", "=", db.marketplaceId);
  await reclassifyThose(db, assigned.where("buyer_id", "=", buyerId).returning("product_id"));
  await invalidateVisibility(db);
}

const categoryParties: PartyRules = { levels: ["Company", "Group"], company: "buyer" };

const categoryTable = new AssignmentTable<CategoryAssignment>("category_assignment", {
  ...categoryParties,
  select: {
    CategoryID: sql`t.category_id`,
    Visible: sql`t.visible`,
    ViewAllProducts: sql`t.view_all_products`,
  },
  key: sql`marketplace_id, catalog_id, category_id, buyer_id, coalesce(group_key, 0)`,
});

/** A category, by stored IDs. */
interface CategoryKey {
  readonly catalogId: string;
  readonly categoryId: string;
}

/** View of categories that parties have; null inherits from above. */
export const categoryAssignments = {
  rules: categoryParties,

  list: (...args: Parameters<typeof categoryTable.list>) => categoryTable.list(...args),

  async save(
    db: TenantDb,
    { catalogId, categoryId }: CategoryKey,
    party: Party,
    { visible, viewAllProducts }: { readonly visible: boolean | null; readonly viewAllProducts: boolean | null },
  ): Promise<void> {
    const values = { visible, view_all_products: viewAllProducts };
    const changed = await categoryTable.save(db, { catalog_id: catalogId, category_id: categoryId }, party, values);
    if (changed) await invalidateVisibility(db);
  },

  /** False when there was none. */
  async remove(db: TenantDb, { catalogId, categoryId }: CategoryKey, party: Party): Promise<boolean> {
    const removed = await categoryTable.remove(db, { catalog_id: catalogId, category_id: categoryId }, party);
    if (removed) await invalidateVisibility(db);
    return removed;
  },
};
