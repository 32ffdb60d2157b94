import type { DefaultCatalogs } from "../buyers/index.ts";
import { sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import { visibilityChanged } from "./visibility/classes.ts";
import { withdrawBuyer } from "./visibility/placement.ts";

/** The catalogs that buyers get or name as their default (spec: catalog §6.1). */
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

  async resolve({ db }, catalogId) {
    const found = await db.row<{ id: string }>(
      sql`select id from catalog where marketplace_id = ${db.marketplaceId} and lower(id) = ${catalogId.toLowerCase()}`,
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
