import type { DefaultCatalogs } from "../buyers/index.ts";
import { sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import { addCatalog } from "./placement/catalogs.store.ts";
import { assignDefaultCatalog, unassignBuyer, unassignBuyerGroup } from "./placement/grants.store.ts";

/** The catalogs that buyers get or name as their default (docs/behaviour/catalog.md §6.1). */
export const defaultCatalogs: DefaultCatalogs = {
  async create(call, buyer) {
    const { db } = call;
    const description = `Default catalog for ${buyer.Name}`;
    if (!(await addCatalog(db, { id: buyer.ID, name: buyer.Name, description })))
      throw apiError("Buyer.DefaultCatalogAlreadyExists", { CatalogID: buyer.ID });
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
        where c.marketplace_id = ${db.marketplaceId} and lower(c.id) = ${catalogId.toLowerCase()} and ${open}
        for key share of c`,
    );
    if (found === undefined) throw notFound("Catalog", catalogId);
    return found.id;
  },

  assign: ({ db }, buyerId, catalogId) => assignDefaultCatalog(db, catalogId, buyerId),
  leaveGroup: ({ db }, groupId) => unassignBuyerGroup(db, groupId),
  leave: ({ db }, buyerId) => unassignBuyer(db, buyerId),
};
