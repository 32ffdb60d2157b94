import type { References } from "../platform/db/rename.ts";
import { sql } from "../platform/db/sql.ts";
import { replaceAddresses } from "./products/ship-from.ts";
import { visibilityChanged } from "./visibility/classes.ts";
import { reclassifyThose } from "./visibility/placement.ts";

/** Lets what catalogs hold follow the renames of what it names without a foreign key. */
export function followRenames(references: References): void {
  references.add("catalog", "buyer", [["default_catalog_id", "id"]]);
  references.add("catalog", "buyer_group", [["default_catalog_id", "id"]]);

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

  // So are the combinations that variants stand for.
  references.afterRename("spec", async (db, { id }, { to }) => {
    await db.run(sql`
      update variant v set combination = (
        select jsonb_agg(case when e.pair ->> 0 = ${id} then jsonb_build_array(${to}::text, e.pair ->> 1) else e.pair end order by e.n)
        from jsonb_array_elements(v.combination) with ordinality as e (pair, n))
      where v.marketplace_id = ${db.marketplaceId}
        and exists (select from jsonb_array_elements(v.combination) e (pair) where e.pair ->> 0 = ${id})`);
  });
  references.afterRename("spec_option", async (db, { spec_id: specId, id }, { to }) => {
    await Promise.all([
      db.run(sql`update spec set default_option_id = ${to}
        where marketplace_id = ${db.marketplaceId} and id = ${specId} and default_option_id = ${id}`),
      db.run(sql`update spec_product set default_option_id = ${to}
        where marketplace_id = ${db.marketplaceId} and spec_id = ${specId} and default_option_id = ${id}`),
      db.run(sql`
        update variant v set combination = (
          select jsonb_agg(case when e.pair = jsonb_build_array(${specId}::text, ${id}::text)
            then jsonb_build_array(${specId}::text, ${to}::text) else e.pair end order by e.n)
          from jsonb_array_elements(v.combination) with ordinality as e (pair, n))
        where v.marketplace_id = ${db.marketplaceId}
          and v.combination @> jsonb_build_array(jsonb_build_array(${specId}::text, ${id}::text))`),
    ]);
  });

  // Products name addresses of the marketplace and of suppliers.
  references.afterRename("address", async (db, { id, buyer_id: buyerId, supplier_id: supplierId }, { to }) => {
    if (!buyerId) await replaceAddresses(db, supplierId ?? null, [id ?? ""], to);
  });
}
