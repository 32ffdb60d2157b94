import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { What } from "../outgoing/message.ts";
import type { SynchronizedKind } from "../telling/kinds.ts";

/** Values of the columns that objects are gone through by, as text; empty: the beginning. */
export type Place = readonly string[];

/** Orders by when they were submitted. */
export interface Range {
  readonly from: string | null;
  readonly to: string | null;
}

/** An object that is to be told of, and about what. */
export interface FoundObject {
  readonly subject: string;
  readonly what: What;
}

/** Some of the objects of a kind. */
export interface ObjectsPart {
  readonly objects: readonly FoundObject[];
  /** Where those after them begin. */
  readonly place: Place;
  /** There are none after them. */
  readonly isLast: boolean;
}

/** How the objects of a kind are gone through. Statements call their table `t`. */
interface Source {
  readonly from: RawBuilder<unknown>;
  /** Columns that put them in an order, with the names of their types. */
  readonly order: readonly (readonly [column: string, type: string])[];
  readonly where?: (m: RawBuilder<unknown>, range: Range) => RawBuilder<unknown>[];
  /** Kind as messages call it, and the columns by which objects are read, by the names of the parameters. */
  readonly state: string;
  readonly of: Readonly<Record<string, string>>;
}

const byId = [["id", "text"]] as const;
const byKey = [["key", "bigint"]] as const;
const isShown = sql`not t.hidden`;

const sources: Readonly<Record<SynchronizedKind, Source>> = {
  AdminUsers: {
    from: sql`from app_user t`,
    order: byKey,
    where: () => [isShown, sql`t.buyer_id is null and t.supplier_id is null`],
    state: "adminuser",
    of: { userID: "id" },
  },
  Buyers: { from: sql`from buyer t`, order: byId, state: "buyer", of: { buyerID: "id" } },
  BuyerUserGroups: {
    from: sql`from user_group t`,
    order: byKey,
    where: () => [sql`t.buyer_id is not null`],
    state: "buyerusergroup",
    of: { buyerID: "buyer_id", userGroupID: "id" },
  },
  BuyerUsers: {
    from: sql`from app_user t`,
    order: byKey,
    where: () => [isShown, sql`t.buyer_id is not null`],
    state: "buyeruser",
    of: { buyerID: "buyer_id", userID: "id" },
  },
  Catalogs: { from: sql`from catalog t`, order: byId, state: "catalog", of: { catalogID: "id" } },
  Categories: {
    from: sql`from category t`,
    order: [
      ["catalog_id", "text"],
      ["id", "text"],
    ],
    state: "category",
    of: { catalogID: "catalog_id", categoryID: "id" },
  },
  InventoryRecords: {
    from: sql`from product t`,
    order: byId,
    where: (m) => [sql`exists (select from inventory_record r where r.marketplace_id = ${m} and r.product_id = t.id)`],
    state: "inventoryrecord.full",
    of: { productID: "id" },
  },
  Orders: {
    from: sql`from purchase_order t`,
    order: [
      ["date_submitted", "timestamptz"],
      ["id", "text"],
    ],
    where: (_m, { from, to }) => [
      sql`t.is_submitted`,
      ...(from === null ? [] : [sql`t.date_submitted >= ${from}::timestamptz`]),
      ...(to === null ? [] : [sql`t.date_submitted < ${to}::timestamptz`]),
    ],
    state: "order",
    of: { orderID: "id" },
  },
  Products: { from: sql`from product t`, order: byId, state: "product", of: { productID: "id" } },
  Suppliers: { from: sql`from supplier t`, order: byId, state: "supplier", of: { supplierID: "id" } },
  SupplierUsers: {
    from: sql`from app_user t`,
    order: byKey,
    where: () => [isShown, sql`t.supplier_id is not null`],
    state: "supplieruser",
    of: { supplierID: "supplier_id", userID: "id" },
  },
};

const column = (name: string): RawBuilder<unknown> => sql.ref(`t.${name}`);
const list = (parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => sql.join([...parts]);
const cast = (value: RawBuilder<unknown>, type: string): RawBuilder<unknown> => sql`${value}::${sql.raw(type)}`;

/**
 * The next objects of a kind after a place. They are held until the transaction ends, so that what is announced of them
 * waits before their deletion or another ID, never behind.
 */
export async function objectsAfter(
  db: TenantDb,
  kind: SynchronizedKind,
  after: Place,
  range: Range,
  most: number,
): Promise<ObjectsPart> {
  const { from, order } = sources[kind];
  const conditions = conditionsOf(db, kind, range);
  const columns = order.map(([name]) => column(name));
  const values = (place: Place) => order.map(([, type], index) => cast(sql`${place[index]}::text`, type));
  const beyond = after.length === 0 ? [] : [sql`(${list(columns)}) > (${list(values(after))})`];
  const page = await db.rows<Record<string, string>>(sql`
    select ${list(order.map(([name]) => sql`${column(name)}::text as ${sql.ref(`at_${name}`)}`))}
    ${from} where ${allOf([...conditions, ...beyond])}
    order by ${list(order.map(([name, type]) => (type === "timestamptz" ? sql`${column(name)} nulls first` : column(name))))}
    limit ${most}`);
  const places = page.map((row) => order.map(([name]) => row[`at_${name}`] as string));
  const objects = await held(db, kind, range, order, places);
  return { objects, place: places.at(-1) ?? after, isLast: places.length < most };
}

/** Objects of a kind by the IDs that name them, those of their place first, held likewise; without those that are no more. */
export function objectsNamed(
  db: TenantDb,
  kind: SynchronizedKind,
  ids: readonly (readonly string[])[],
  range: Range,
): Promise<readonly FoundObject[]> {
  const columns = Object.values(sources[kind].of).map((name) => [name, "text"] as const);
  return held(db, kind, range, columns, ids);
}

const conditionsOf = (db: TenantDb, kind: SynchronizedKind, range: Range): readonly RawBuilder<unknown>[] => {
  const m = sql`${db.marketplaceId}`;
  return [sql`t.marketplace_id = ${m}`, ...(sources[kind].where?.(m, range) ?? [])];
};

async function held(
  db: TenantDb,
  kind: SynchronizedKind,
  range: Range,
  by: Source["order"],
  values: readonly (readonly string[])[],
): Promise<readonly FoundObject[]> {
  if (values.length === 0) return [];
  const { from, state, of } = sources[kind];
  const keys = by.map(([name], index) => ({ name, values: values.map((one) => one[index] as string) }));
  const among = sql`(${list(by.map(([name]) => column(name)))}) in (
    select ${list(by.map(([name, type]) => cast(sql.ref(`k.${name}`), type)))}
    from unnest(${list(keys.map(({ values: texts }) => sql`${texts}::text[]`))})
      as k (${list(keys.map(({ name }) => sql.ref(name)))}))`;
  const names = Object.entries(of);
  const rows = await db.rows<Record<string, string>>(sql`
    select ${list(names.map(([param, name]) => sql`${column(name)} as ${sql.ref(param)}`))}
    ${from} where ${allOf([...conditionsOf(db, kind, range), among])} for key share of t`);
  return rows.map((row) => ({
    subject: names.map(([param]) => row[param] as string).join("/"),
    what: { state, of: Object.fromEntries(names.map(([param]) => [param, row[param] as string])) },
  }));
}
