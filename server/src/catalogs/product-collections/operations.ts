import type { ProductCollectionProduct } from "@orderwell/contract";
import { buyerOf } from "../../buyers/index.ts";
import { callerMaySellTo } from "../../companies/index.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { type OnPath, pathOf } from "../../platform/operation/path.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { readFacets } from "../facets/facets.store.ts";
import { reachable } from "../products/scope.store.ts";
import { productColumnOverrides, productDocument, products } from "../products/store.ts";
import { collections, entriesOf, entryShape, findCollection } from "./store.ts";

/** The buyer in the path. @throws ApiError NotFound (Buyer), also for suppliers who may not sell to it. */
async function buyerIn(call: OnPath): Promise<string> {
  const buyerId = await buyerOf(call, pathOf(call, "buyerID"), "read");
  if (call.actor.userType === "Supplier" && !(await callerMaySellTo(call, buyerId)))
    throw notFound("Buyer", pathOf(call, "buyerID"));
  return buyerId;
}

/** A page of a collection's products that `where` leaves, as administrators see products, with facets of them all. */
async function readEntries(db: TenantDb, list: ListRequest, collectionKey: number, where: RawBuilder<unknown>) {
  const { query, shape } = list;
  const { join, properties } = entriesOf(collectionKey);
  const columns = columnsOf({ ...productColumnOverrides, ...properties });
  const search = searchSql(query.search, columns, productDocument);
  const from = sql`product as t ${join}`;
  const scope = allOf([sql`t.marketplace_id = ${db.marketplaceId}`, where]);
  const all = allOf([scope, search.where, filterSql(query.filters, columns)]);
  const added = Object.entries(properties).map(([name, { scalar }]) => sql`${scalar} as ${sql.id(name)}`);
  const [items, counted, facets] = await Promise.all([
    db.rows<Row<ProductCollectionProduct>>(sql`
      select ${products.select}, ${sql.join(added)} from ${from} where ${all}
      order by ${orderSql(query, shape, columns, search)} ${pageSql(query)}`),
    db.row<{ total: number }>(sql`select count(*) as total from ${from} where ${all}`),
    readFacets(db, { from, scope, where: search.where, filters: query.filters, columns }),
  ]);
  return { Meta: { Facets: facets, ...pageMeta(query, counted?.total ?? 0) }, Items: items };
}

/** Users of a buyer find in collections what they see in the shop; suppliers what they may sell. */
async function listEntries(work: UserWork, list: ListRequest, collectionKey: number) {
  if (work.actor.userType !== "Buyer")
    return readEntries(work.db, list, collectionKey, reachable(work).where ?? sql`true`);
  return work.services.productReads.readAsShopper(work, (db, { visible }) =>
    readEntries(db, list, collectionKey, sql`t.visibility_class_id = any(${visible.classes.text}::int[])`),
  );
}

const refuseAnonymous = ({ actor }: UserWork): void => {
  if (actor.anonymousOrderId !== null) throw apiError("Auth.AnonUserProhibited");
};

/** Collections of a buyer's users, as administrators see them (docs/behaviour/catalog.md §12). */
export function productCollectionOperations(): Implementation[] {
  return implement(
    "ProductCollections",
    {
      async List(call) {
        refuseAnonymous(call);
        return collections.list(call.db, { columns: { buyer_id: await buyerIn(call) } }, call.list);
      },
      async Get(call) {
        refuseAnonymous(call);
        const { productCollectionID } = call.path;
        const found = await collections.find(
          call.db,
          { columns: { buyer_id: await buyerIn(call) } },
          productCollectionID,
        );
        if (found === undefined) throw notFound("ProductCollection", productCollectionID);
        return found;
      },
      async ListEntries(call) {
        refuseAnonymous(call);
        const { productCollectionID } = call.path;
        const key = await findCollection(call.db, await buyerIn(call), productCollectionID);
        if (key === undefined) throw notFound("ProductCollection", productCollectionID);
        return listEntries(call, call.list, key);
      },
    },
    { ListEntries: entryShape },
  );
}
