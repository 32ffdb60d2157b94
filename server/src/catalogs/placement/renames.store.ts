import { tables } from "../../platform/db/sql.ts";
import type { References } from "../../platform/references/references.ts";
import { invalidateCategories, invalidateVisibility, reclassifyThose } from "./classes.store.ts";

/** Visibility classes are made of IDs: products move to the classes of the new ones. */
export function followRenames(references: References): void {
  references.afterRename("catalog", async (db, _key, { to }) => {
    const places = (["catalog_product", "category_product"] as const).map((table) =>
      tables
        .selectFrom(table)
        .select("product_id")
        .where("marketplace_id", "=", db.marketplaceId)
        .where("catalog_id", "=", to),
    );
    await reclassifyThose(db, ...places);
    invalidateCategories(db);
    await invalidateVisibility(db);
  });
  references.afterRename("category", async (db, { catalog_id: catalogId }, { to }) => {
    const places = tables.selectFrom("category_product").select("product_id");
    await reclassifyThose(
      db,
      places
        .where("marketplace_id", "=", db.marketplaceId)
        .where("catalog_id", "=", catalogId ?? "")
        .where("category_id", "=", to),
    );
    await invalidateVisibility(db);
  });
  references.afterRename("buyer", async (db, _key, { to }) => {
    const assigned = tables.selectFrom("product_assignment").select("product_id");
    await reclassifyThose(db, assigned.where("marketplace_id", "=", db.marketplaceId).where("buyer_id", "=", to));
    await invalidateVisibility(db);
  });
  // Catalogs name buyer groups too, and what is held of visibility names them.
  references.afterRename("buyer_group", (db) => invalidateVisibility(db));
  references.afterRename("supplier", (db, _key, { to }) => {
    const own = tables.selectFrom("product").select("id as product_id");
    return reclassifyThose(db, own.where("marketplace_id", "=", db.marketplaceId).where("owner_id", "=", to));
  });
}
