import type { ProductCollection } from "@orderwell/contract";
import { collections } from "../../catalogs/index.ts";
import { announceMessage } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { Table } from "../../platform/crud/table.ts";
import { formatInstant } from "../../platform/dates.ts";
import { plain, type Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { permitted } from "./operations.ts";

const dayMs = 24 * 60 * 60_000;
const usualDays = 30;
const mostDays = 366;

const table = new Table("product_collection_invitation", "ProductCollectionInvitation");

const verbs = crud(
  new Resource(table, {
    generateId: ({ services }) => services.ids.next(),
    prepare({ now }, { draft }) {
      draft.ExpirationDate ??= formatInstant(new Date(now.getTime() + usualDays * dayMs));
      if (Date.parse(draft.ExpirationDate) > now.getTime() + mostDays * dayMs)
        throw invalidProperty(table.model, "ExpirationDate", "ExpirationDate must not be more than a year ahead.");
    },
  }),
  {
    idParam: "invitationID",
    // Who may invite may also make others administrators: only the owner.
    async scope(call, intent) {
      const { key } = await permitted(call, pathOf(call, "productCollectionID"), "isOwner", intent);
      return { columns: { collection_key: key } };
    },
  },
);

interface Invitation {
  readonly collectionKey: number;
  readonly ownerKey: number;
  readonly id: string;
  readonly own: boolean;
  readonly joined: boolean;
}

/** An invitation that is open to the users of the caller's buyer. */
const findOpen = (db: TenantDb, { actor, now }: UserWork, collectionId: string, id: string) =>
  db.row<Invitation>(sql`
    select i.collection_key as "collectionKey", c.private_to as "ownerKey", i.id, c.private_to = ${actor.userKey} as own,
      exists (select from product_collection_member m where m.marketplace_id = i.marketplace_id
        and m.collection_key = i.collection_key and m.user_key = ${actor.userKey}) as joined
    from product_collection_invitation i
    join product_collection c on c.marketplace_id = i.marketplace_id and c.key = i.collection_key
    where i.marketplace_id = ${db.marketplaceId} and c.buyer_id = ${actor.companyId}
      and lower(c.id) = ${collectionId.toLowerCase()} and lower(i.id) = ${id.toLowerCase()}
      and i.expiration_date > ${now} for update of i`);

/** The invitation that the caller answers. @throws ApiError NotFound, or ProductCollection.* when he cannot answer it. */
async function toAnswer(work: UserWork, collectionId: string, id: string): Promise<Invitation> {
  const found = await findOpen(work.db, work, collectionId, id);
  if (found === undefined) throw notFound("ProductCollectionInvitation", id);
  const named = { InvitationID: found.id };
  if (found.own) throw apiError("ProductCollection.CannotAcceptOrDeclineOwnInvitation", named);
  if (found.joined) throw apiError("ProductCollection.AlreadyAcceptedInvitation", named);
  return found;
}

/** Tells the owner of a collection how somebody answered his invitation. */
async function tellOwner(
  work: UserWork,
  { ownerKey, collectionKey, id }: Invitation,
  answer: "Accepted" | "Declined",
): Promise<void> {
  const { db } = work;
  const collection = await db.row<Row<ProductCollection>>(sql`
    select ${collections.select} from product_collection t
    where t.marketplace_id = ${db.marketplaceId} and t.key = ${collectionKey}`);
  if (collection === undefined) return;
  await announceMessage(work, ownerKey, `ProductCollectionInvitation${answer}`, {
    ProductCollection: plain<ProductCollection>(collection),
    InvitationInteropID: id,
    UserID: work.actor.userId,
  });
}

/** Invitations to collections: who accepts one sees the collection, and edits it if the invitation says so. */
export function invitationOperations(): Implementation[] {
  return implementSome("Me", {
    ListProductCollectionInvitations: (call) => verbs.List(call),
    GetProductCollectionInvitation: (call) => verbs.Get(call),
    CreateProductCollectionInvitation: (call) => verbs.Create(call),
    PatchProductCollectionInvitation: (call) => verbs.Patch(call),
    DeleteProductCollectionInvitation: (call) => verbs.Delete(call),
    async AcceptProductCollectionInvitation(call) {
      const { db, actor, path } = call;
      const invitation = await toAnswer(call, path.productCollectionID, path.invitationID);
      const { collectionKey, id } = invitation;
      await db.run(sql`
        insert into product_collection_member (marketplace_id, collection_key, user_key, invitation_id)
        values (${db.marketplaceId}, ${collectionKey}, ${actor.userKey}, ${id})
        on conflict (marketplace_id, collection_key, user_key) do nothing`);
      await db.run(sql`update product_collection_invitation set accepted = true
        where marketplace_id = ${db.marketplaceId} and collection_key = ${collectionKey} and id = ${id}`);
      await tellOwner(call, invitation, "Accepted");
    },
    async DeclineProductCollectionInvitation(call) {
      const { productCollectionID, invitationID } = call.path;
      await tellOwner(call, await toAnswer(call, productCollectionID, invitationID), "Declined");
    },
  });
}
