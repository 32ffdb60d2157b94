import type { InventoryRecordAssignment } from "@orderwell/contract";
import { AssignmentTable } from "../../parties/index.ts";
import { snapshotSql } from "../../platform/crud/snapshot.ts";
import { type Scope, Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, idIs, prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";
import { stampVariant } from "../variants/store.ts";

const ofAddress = (value: RawBuilder<unknown>): RawBuilder<unknown> => sql`(select ${value} from address a
  where a.marketplace_id = t.marketplace_id and a.key = t.address_key)`;

const address = ofAddress(snapshotSql("Address", "a"));
const addressId = ofAddress(sql`a.id`);

export const records = new Table("inventory_record", "InventoryRecord", {
  computed: { Address: address, AddressID: addressId },
  columns: { Address: { json: address }, AddressID: { scalar: addressId, nullable: false } },
});

/** Place of records: a product, or one of its variants. IDs are as stored. */
export interface RecordPlace {
  readonly productId: string;
  readonly variantId: string | null;
}

/** The records of a place. */
export const recordsAt = ({ productId, variantId }: RecordPlace, where?: RawBuilder<unknown>): Scope => ({
  columns: { product_id: productId, variant_id: variantId },
  ...(where && { where }),
});

/** Tells whether record `t` belongs to an organization. */
export const ownedBy = (companyId: string): RawBuilder<unknown> => sql`t.owner_id = ${companyId}`;

/** Tells whether record `t` may be drawn on by a buyer, or by some group of it. */
export const forBuyer = (buyerId: string): RawBuilder<unknown> => sql`(t.allow_all_buyers or exists (
  select from inventory_record_assignment a
  where a.marketplace_id = t.marketplace_id and a.record_key = t.key and a.buyer_id = ${buyerId}))`;

/** The stored ID of a variant, in any case; it stays until the transaction ends where `stays` says so. */
export async function variantIdOf(
  db: TenantDb,
  productId: string,
  id: string,
  stays: boolean,
): Promise<string | undefined> {
  const variant = tables
    .selectFrom("variant")
    .select("id")
    .where("marketplace_id", "=", db.marketplaceId)
    .where("product_id", "=", productId)
    .where(idIs("id", id));
  return (await db.row(stays ? variant.forKeyShare() : variant))?.id;
}

/** Internal key of a record of a place, by its stored ID. */
export async function recordKey(db: TenantDb, { productId, variantId }: RecordPlace, id: string): Promise<number> {
  const row = await db.row(
    tables
      .selectFrom("inventory_record")
      .select("key")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("product_id", "=", productId)
      .where("variant_id", "is not distinct from", variantId)
      .where("id", "=", id),
  );
  if (row === undefined) throw new Error(`The record ${id} is gone while it is held`);
  return row.key;
}

/** Tells whether a product has records, at whichever level. */
export async function hasRecords(db: TenantDb, productId: string): Promise<boolean> {
  const ofProduct = tables
    .selectFrom("product")
    .select("inventory_records")
    .where("marketplace_id", "=", db.marketplaceId);
  return ((await db.row(ofProduct.where("id", "=", productId)))?.inventory_records ?? 0) > 0;
}

const counted = prepared<{ readonly marketplaceId: string; readonly ids: readonly string[]; readonly now: Date }>(
  ({ marketplaceId, ids, now }) => sql`
    update product p set inventory_updated = ${now}::timestamptz, inventory_records = (select count(*) from inventory_record r
      where r.marketplace_id = ${marketplaceId} and r.product_id = p.id)
    where p.marketplace_id = ${marketplaceId} and p.id = any(${ids}::text[])`,
);

/** Lets products follow a write of their records: their number, and when their stock changed. */
export async function followRecords({ db, now }: Pick<Work, "db" | "now">, ids: readonly string[]): Promise<void> {
  await db.run(counted({ marketplaceId: db.marketplaceId, ids, now }));
}

/** Lets the product of a place, and the variant, follow a write of a record there. */
export async function followRecord(
  work: Pick<Work, "db" | "now">,
  { productId, variantId }: RecordPlace,
): Promise<void> {
  await Promise.all([
    followRecords(work, [productId]),
    variantId !== null && stampVariant(work.db, productId, variantId, work.now),
  ]);
}

/** The records of an organization, of whichever products, which stay as they are until the transaction ends. */
export async function holdRecordsOf(db: TenantDb, ownerId: string): Promise<number[]> {
  const of = tables.selectFrom("inventory_record as r").where("r.marketplace_id", "=", db.marketplaceId);
  // Those who write records hold the product first.
  await db.run(
    tables
      .selectFrom("product as p")
      .select("p.id")
      .where("p.marketplace_id", "=", db.marketplaceId)
      .where("p.id", "in", of.select("r.product_id").where("r.owner_id", "=", ownerId))
      .orderBy("p.id")
      .forUpdate(),
  );
  return (await db.rows(of.select("r.key").where("r.owner_id", "=", ownerId))).map(({ key }) => key);
}

/** Deletes records, whose products are held. */
export async function deleteRecords(work: Pick<Work, "db" | "now">, keys: readonly number[]): Promise<void> {
  const { db } = work;
  if (keys.length === 0) return;
  const own = tables.deleteFrom("inventory_record").where("marketplace_id", "=", db.marketplaceId);
  const rows = await db.rows(own.where("key", "in", keys).returning(["product_id", "variant_id", "id"]));
  for (const { product_id, variant_id, id } of rows)
    db.wrote({ table: records.name, key: { product_id, variant_id, id }, after: null });
  await followRecords(work, [...new Set(rows.map(({ product_id: id }) => id))]);
}

const ofRecord = (value: RawBuilder<unknown>): RawBuilder<unknown> => sql`(select ${value} from inventory_record r
  where r.marketplace_id = t.marketplace_id and r.key = t.record_key)`;

/** Buyers and groups that may draw on records which are not for all (docs/behaviour/inventory.md §2). */
export const recordAssignments = new AssignmentTable<InventoryRecordAssignment>("inventory_record_assignment", {
  levels: ["Company", "Group"],
  company: "buyer",
  select: { InventoryRecordID: ofRecord(sql`r.id`) },
  key: sql`marketplace_id, record_key, buyer_id, coalesce(group_key, 0)`,
});

/** Conditions, over the alias `t`, for assignments of the records of a scope, or of the one of them that is named. */
export function ofRecords(db: TenantDb, { columns, where }: Scope, id: string | undefined): RawBuilder<unknown>[] {
  const conditions = [
    sql`t.marketplace_id = ${db.marketplaceId}`,
    ...Object.entries(columns ?? {}).map(([column, value]) =>
      value === null ? sql`t.${sql.ref(column)} is null` : sql`t.${sql.ref(column)} = ${value}`,
    ),
    ...(where === undefined ? [] : [where]),
    ...(id ? [idIs("t.id", id)] : []),
  ];
  return [sql`t.record_key in (select t.key from inventory_record t where ${allOf(conditions)})`];
}
