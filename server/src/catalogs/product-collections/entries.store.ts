import type { ProductCollectionProduct } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { readFacets } from "../facets/facets.store.ts";
import { reachable } from "../products/scope.store.ts";
import { productColumnOverrides, products, searchedDocument } from "../products/store.ts";
import { entriesOf } from "./store.ts";

/** A page of a collection's products that `where` leaves, as administrators see products, with facets of them all. */
async function readEntries(db: TenantDb, list: ListRequest, collectionKey: number, where: RawBuilder<unknown>) {
  const { query, shape } = list;
  const { join, properties } = entriesOf(collectionKey);
  const columns = columnsOf({ ...productColumnOverrides, ...properties });
  const search = searchSql(query.search, columns, searchedDocument);
  const from = sql`product as t ${join}`;
  const scope = allOf([sql`t.marketplace_id = ${db.marketplaceId}`, where]);
  const all = allOf([scope, search.where, filterSql(query.filters, columns)]);
  const added = Object.entries(properties).map(([name, { scalar }]) => sql`${scalar} as ${sql.id(name)}`);
  const [items, counted, facets] = await Promise.all([
    db.rows<Row<ProductCollectionProduct>>(sql`
      select ${products.select}, ${sql.join(added)} from ${from} where ${all}
      order by ${orderSql(query, shape, columns, { ranks: search.ranks, missingLast: query.sorted })} ${pageSql(query)}`),
    db.row<{ total: number }>(sql`select count(*) as total from ${from} where ${all}`),
    readFacets(db, { from, scope, where: search.where, filters: query.filters, columns }),
  ]);
  return { Meta: { Facets: facets, ...pageMeta(query, counted?.total ?? 0) }, Items: items };
}

/** A page of a collection's products. Users of a buyer find there what they see in the shop; suppliers what they may sell. */
export async function listEntries(work: UserWork, list: ListRequest, collectionKey: number) {
  const { productReads } = work.services;
  if (work.actor.userType !== "Buyer") {
    const where = reachable(work).where ?? sql`true`;
    return productReads.synonyms.reading(work.db, list.query, (query) =>
      readEntries(work.db, { ...list, query }, collectionKey, where),
    );
  }
  return productReads.readAsShopper(work, async (db, { visible }) => {
    const query = await productReads.synonyms.applied(db, list.query, visible.version);
    const where = sql`t.visibility_class_id = any(${visible.classes.text}::int[])`;
    return readEntries(db, { ...list, query }, collectionKey, where);
  });
}
