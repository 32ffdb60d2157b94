import type { Caller } from "../../platform/access/caller.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { storefrontShape } from "../storefront/columns.store.ts";
import type { Picked } from "../storefront/page.store.ts";

export const collections = new Table("product_collection", "ProductCollection");

/** Entries are listed by the place that they were given, those without one first, then as they were added. */
export const entryShape: ShapeExtras = { ...storefrontShape, defaultSort: ["ListOrder", "DateAdded", "ID"] };

/** The products in a collection. */
export const entriesOf = (collectionKey: number): Picked => ({
  join: sql`join product_collection_entry e on e.marketplace_id = t.marketplace_id and e.product_id = t.id
    and e.collection_key = ${collectionKey}`,
  model: "ProductCollectionBuyerProduct",
  properties: {
    ListOrder: { scalar: sql`e.list_order` },
    DateAdded: { scalar: sql`e.date_added`, nullable: false },
  },
});

/** A collection as those who act on it need it. */
export interface CollectionHead {
  readonly key: number;
  readonly id: string;
  readonly isOwner: boolean;
  /** Owner, or joined by an invitation that makes administrators. */
  readonly mayEdit: boolean;
}

/** Anonymous visitors share a user who is none of them: nothing is theirs. */
const isOwner = ({ userKey, anonymousOrderId }: Caller): RawBuilder<boolean> =>
  anonymousOrderId === null ? sql`(t.private_to = ${userKey})` : sql`false`;

const isMember = (
  { marketplaceId, userKey, anonymousOrderId }: Caller,
  condition: RawBuilder<unknown>,
): RawBuilder<boolean> =>
  anonymousOrderId === null
    ? sql`exists (select from product_collection_member m
        join product_collection_invitation i on i.marketplace_id = m.marketplace_id
          and i.collection_key = m.collection_key and i.id = m.invitation_id
        where m.marketplace_id = ${marketplaceId} and m.collection_key = t.key and m.user_key = ${userKey} and ${condition})`
    : sql`false`;

/**
 * The collections of their buyer's that a user sees, over the alias `t`: their own, those that they joined, public
 * ones, and shareable ones whose ID they know.
 */
export const seenBy = (caller: Caller, byId: boolean): RawBuilder<unknown> =>
  sql`(${isOwner(caller)} or t.access_level = 'Public' or ${byId ? sql`t.access_level = 'Shareable'` : sql`false`}
    or ${isMember(caller, sql`true`)})`;

/** The key of a buyer's collection. */
export async function findCollection(db: TenantDb, buyerId: string, id: string): Promise<number | undefined> {
  const known = tables.selectFrom("product_collection").select("key").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(known.where("buyer_id", "=", buyerId).where(idIs("id", id))))?.key;
}

/** A collection that a user sees. `lock` keeps others from changing it until the transaction ends. */
export const collectionFor = (
  db: TenantDb,
  caller: Caller,
  id: string,
  lock: boolean,
): Promise<CollectionHead | undefined> =>
  db.row(sql`
    select t.key, t.id, ${isOwner(caller)} as "isOwner",
      (${isOwner(caller)} or ${isMember(caller, sql`i.admin`)}) as "mayEdit"
    from product_collection t where t.marketplace_id = ${db.marketplaceId} and t.buyer_id = ${caller.companyId}
      and ${idIs("t.id", id)} and ${seenBy(caller, true)}${lock ? sql` for update of t` : sql``}`);

/** Number of products in a collection besides one. */
export async function countOthers(db: TenantDb, collectionKey: number, productId: string): Promise<number> {
  const row = await db.row(
    tables
      .selectFrom("product_collection_entry")
      .select((of) => of.fn.countAll<number>().as("total"))
      .where("marketplace_id", "=", db.marketplaceId)
      .where("collection_key", "=", collectionKey)
      .where("product_id", "<>", productId),
  );
  return row?.total ?? 0;
}

/** Adds a product, or gives it another place; `undefined` leaves the place it has. */
export async function putEntry(
  db: TenantDb,
  collectionKey: number,
  productId: string,
  listOrder: number | null | undefined,
  now: Date,
): Promise<void> {
  const entry = tables.insertInto("product_collection_entry").values({
    marketplace_id: db.marketplaceId,
    collection_key: collectionKey,
    product_id: productId,
    list_order: listOrder ?? null,
    date_added: now,
  });
  await db.run(
    entry.onConflict((conflict) => {
      const there = conflict.columns(["marketplace_id", "collection_key", "product_id"]);
      return listOrder === undefined ? there.doNothing() : there.doUpdateSet({ list_order: listOrder });
    }),
  );
}

/** True when the product was in the collection. */
export async function removeEntry(db: TenantDb, collectionKey: number, productId: string): Promise<boolean> {
  const entry = tables.deleteFrom("product_collection_entry").where("marketplace_id", "=", db.marketplaceId);
  return (await db.run(entry.where("collection_key", "=", collectionKey).where(idIs("product_id", productId)))) > 0;
}
