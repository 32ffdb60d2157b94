import type { DefaultCatalogs } from "../buyers/index.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import { findCatalog } from "./catalogs/store.ts";
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
    const found = await findCatalog(db, catalogId, { buyerId: openTo, stays: true });
    if (found === undefined) throw notFound("Catalog", catalogId);
    return found.id;
  },

  assign: ({ db }, buyerId, catalogId) => assignDefaultCatalog(db, catalogId, buyerId),
  leaveGroup: ({ db }, groupId) => unassignBuyerGroup(db, groupId),
  leave: ({ db }, buyerId) => unassignBuyer(db, buyerId),
};
