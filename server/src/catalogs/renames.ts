import { sql } from "../platform/db/sql.ts";
import type { References } from "../platform/references/references.ts";
import { visibilityChanged } from "./visibility/classes.ts";
import { reclassifyThose } from "./visibility/placement.ts";

/** Lets visibility follow the renames of what its classes are made of. */
export function followRenames(references: References): void {
  // Visibility classes are made of IDs: products move to the classes of the new ones.
  references.afterRename("catalog", async (db, _key, { to }) => {
    await reclassifyThose(
      db,
      sql`select product_id from catalog_product where marketplace_id = ${db.marketplaceId} and catalog_id = ${to}
        union select product_id from category_product where marketplace_id = ${db.marketplaceId} and catalog_id = ${to}`,
    );
    await visibilityChanged(db);
  });
  references.afterRename("category", async (db, { catalog_id: catalogId }, { to }) => {
    await reclassifyThose(
      db,
      sql`select product_id from category_product
        where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and category_id = ${to}`,
    );
    await visibilityChanged(db);
  });
  references.afterRename("buyer", async (db, _key, { to }) => {
    await reclassifyThose(
      db,
      sql`select product_id from product_assignment where marketplace_id = ${db.marketplaceId} and buyer_id = ${to}`,
    );
    await visibilityChanged(db);
  });
  // Catalogs name buyer groups too, and what is kept about visibility holds their IDs.
  references.afterRename("buyer_group", (db) => visibilityChanged(db));
  references.afterRename("supplier", (db, _key, { to }) =>
    reclassifyThose(
      db,
      sql`select id as product_id from product where marketplace_id = ${db.marketplaceId} and owner_id = ${to}`,
    ),
  );
}
