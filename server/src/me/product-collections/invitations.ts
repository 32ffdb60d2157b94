import type { ProductCollection } from "@orderwell/contract";
import {
  acceptInvitation,
  collectionByKey,
  findOpenInvitation,
  type Invitation,
  invitationTable,
} from "../../catalogs/index.ts";
import { announceMessage } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { plain } from "../../platform/db/json.ts";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { permitted } from "./operations.ts";

const dayMs = 24 * 60 * 60_000;
const usualDays = 30;
const mostDays = 366;

const verbs = crud(
  new Resource(invitationTable, {
    generateId: ({ services }) => services.ids.next(),
    prepare({ now }, { draft }) {
      draft.ExpirationDate ??= formatInstant(new Date(now.getTime() + usualDays * dayMs));
      if (Date.parse(draft.ExpirationDate) > now.getTime() + mostDays * dayMs)
        throw invalidProperty(
          invitationTable.model,
          "ExpirationDate",
          "ExpirationDate must not be more than a year ahead.",
        );
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

/**
 * The invitation that the caller answers.
 *
 * @throws ApiError NotFound, or ProductCollection.* when they cannot answer it.
 */
async function toAnswer(work: UserWork, collectionId: string, id: string): Promise<Invitation> {
  const found = await findOpenInvitation(work, collectionId, id);
  if (found === undefined) throw notFound("ProductCollectionInvitation", id);
  const named = { InvitationID: found.id };
  if (found.own) throw apiError("ProductCollection.CannotAcceptOrDeclineOwnInvitation", named);
  if (found.joined) throw apiError("ProductCollection.AlreadyAcceptedInvitation", named);
  return found;
}

/** Tells the owner of a collection how somebody answered their invitation. */
async function tellOwner(
  work: UserWork,
  { ownerKey, collectionKey, id }: Invitation,
  answer: "Accepted" | "Declined",
): Promise<void> {
  const collection = await collectionByKey(work.db, collectionKey);
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
      await acceptInvitation(db, invitation, actor.userKey);
      await tellOwner(call, invitation, "Accepted");
    },
    async DeclineProductCollectionInvitation(call) {
      const { productCollectionID, invitationID } = call.path;
      await tellOwner(call, await toAnswer(call, productCollectionID, invitationID), "Declined");
    },
  });
}
