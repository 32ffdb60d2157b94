import type { DefaultCatalogs } from "../buyers/index.ts";
import { sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import { visibilityChanged } from "./visibility/classes.ts";
import { withdrawBuyer } from "./visibility/placement.ts";

/** The catalogs that buyers get or name as their default (docs/behaviour/catalog.md §6.1). */
export const defaultCatalogs: DefaultCatalogs = {
  async create(call, buyer) {
    const { db } = call;
    const created = await db.run(sql`
      insert into catalog (marketplace_id, id, owner_id, name, description, active)
      values (${db.marketplaceId}, ${buyer.ID}, ${db.marketplaceId}, ${buyer.Name}, ${`Default catalog for ${buyer.Name}`}, true)
      on conflict do nothing`);
    if (created === 0) throw apiError("Buyer.DefaultCatalogAlreadyExists", { CatalogID: buyer.ID });
    await defaultCatalogs.assign(call, buyer.ID, buyer.ID);
    return buyer.ID;
  },

  async resolve({ db }, catalogId, openTo) {
    const open =
      openTo === undefined
        ? sql`true`
        : sql`exists (select from catalog_assignment a
            join buyer b on b.marketplace_id = a.marketplace_id and b.id = ${openTo}
            where a.marketplace_id = c.marketplace_id and a.catalog_id = c.id
              and (a.buyer_id = b.id or a.buyer_group_id = b.group_id))`;
    const found = await db.row<{ id: string }>(
      sql`select c.id from catalog c
        where c.marketplace_id = ${db.marketplaceId} and lower(c.id) = ${catalogId.toLowerCase()} and ${open}`,
    );
    if (found === undefined) throw notFound("Catalog", catalogId);
    return found.id;
  },

  async assign({ db }, buyerId, catalogId) {
    const added = await db.run(sql`
      insert into catalog_assignment (marketplace_id, catalog_id, buyer_id, view_all_categories, view_all_products)
      values (${db.marketplaceId}, ${catalogId}, ${buyerId}, true, true) on conflict do nothing`);
    if (added > 0) await visibilityChanged(db);
  },

  async leaveGroup({ db }, groupId) {
    await db.run(
      sql`delete from catalog_assignment where marketplace_id = ${db.marketplaceId} and buyer_group_id = ${groupId}`,
    );
    await visibilityChanged(db);
  },

  leave: ({ db }, buyerId) => withdrawBuyer(db, buyerId),
};
