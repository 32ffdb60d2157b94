import type { ProductCollection } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { collections } from "./store.ts";

export const invitationTable = new Table("product_collection_invitation", "ProductCollectionInvitation");

/** An invitation to a collection as whoever answers it needs it. */
export interface Invitation {
  readonly collectionKey: number;
  readonly ownerKey: number;
  readonly id: string;
  /** The collection is the caller's. */
  readonly own: boolean;
  /** The caller is a member already. */
  readonly joined: boolean;
}

/** An invitation that is open to the users of the caller's buyer, locked until the transaction ends. */
export const findOpenInvitation = (
  { db, actor, now }: UserWork,
  collectionId: string,
  id: string,
): Promise<Invitation | undefined> =>
  db.row(sql`
    select i.collection_key as "collectionKey", c.private_to as "ownerKey", i.id, c.private_to = ${actor.userKey} as own,
      exists (select from product_collection_member m where m.marketplace_id = ${db.marketplaceId}
        and m.collection_key = i.collection_key and m.user_key = ${actor.userKey}) as joined
    from product_collection_invitation i
    join product_collection c on c.marketplace_id = i.marketplace_id and c.key = i.collection_key
    where i.marketplace_id = ${db.marketplaceId} and c.buyer_id = ${actor.companyId}
      and ${idIs("c.id", collectionId)} and ${idIs("i.id", id)} and i.expiration_date > ${now} for update of i`);

/** Makes a user a member of the collection. */
export async function acceptInvitation(
  db: TenantDb,
  { collectionKey, id }: Invitation,
  userKey: number,
): Promise<void> {
  await db.run(
    tables
      .insertInto("product_collection_member")
      .values({
        marketplace_id: db.marketplaceId,
        collection_key: collectionKey,
        user_key: userKey,
        invitation_id: id,
      })
      .onConflict((conflict) => conflict.columns(["marketplace_id", "collection_key", "user_key"]).doNothing()),
  );
  await db.run(
    tables
      .updateTable("product_collection_invitation")
      .set({ accepted: true })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("collection_key", "=", collectionKey)
      .where("id", "=", id),
  );
}

export const collectionByKey = (db: TenantDb, key: number): Promise<Row<ProductCollection> | undefined> =>
  db.row(sql`
    select ${collections.select} from product_collection t
    where t.marketplace_id = ${db.marketplaceId} and t.key = ${key}`);
