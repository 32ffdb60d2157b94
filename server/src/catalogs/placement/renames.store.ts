import { sql } from "../../platform/db/sql.ts";
import type { References } from "../../platform/references/references.ts";
import { invalidateVisibility, reclassifyThose } from "./classes.store.ts";

/** Visibility classes are made of IDs: products move to the classes of the new ones. */
export function followRenames(references: References): void {
  references.afterRename("catalog", async (db, _key, { to }) => {
    await reclassifyThose(
      db,
      sql`select product_id from catalog_product where marketplace_id = ${db.marketplaceId} and catalog_id = ${to}
        union select product_id from category_product where marketplace_id = ${db.marketplaceId} and catalog_id = ${to}`,
    );
    await invalidateVisibility(db);
  });
  references.afterRename("category", async (db, { catalog_id: catalogId }, { to }) => {
    await reclassifyThose(
      db,
      sql`select product_id from category_product
        where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and category_id = ${to}`,
    );
    await invalidateVisibility(db);
  });
  references.afterRename("buyer", async (db, _key, { to }) => {
    await reclassifyThose(
      db,
      sql`select product_id from product_assignment where marketplace_id = ${db.marketplaceId} and buyer_id = ${to}`,
    );
    await invalidateVisibility(db);
  });
  // Catalogs name buyer groups too, and what is held of visibility names them.
  references.afterRename("buyer_group", (db) => invalidateVisibility(db));
  references.afterRename("supplier", (db, _key, { to }) =>
    reclassifyThose(
      db,
      sql`select id as product_id from product where marketplace_id = ${db.marketplaceId} and owner_id = ${to}`,
    ),
  );
}
