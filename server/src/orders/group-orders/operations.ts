import { crud } from "../../platform/crud/crud.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement, implementSome } from "../../platform/operation/implement.ts";
import { findInvited, ofCaller } from "./invitations.store.ts";
import { invitations } from "./invitations.ts";

/** Tokens of invitations last so long at most. */
const mostSeconds = 10 * 60 * 60;

const own = crud(invitations, {
  idParam: "invitationID",
  scope: ({ actor, db }) => ({ where: ofCaller(db.marketplaceId, actor) }),
});

/** Orders that several people fill (docs/behaviour/orders.md §16). */
export const groupOrderOperations = (): Implementation[] => [
  ...implementSome("Me", {
    ListGroupOrderInvitations: own.List as never,
    CreateGroupOrderInvitation: own.Create as never,
    GetGroupOrderInvitation: own.Get as never,
    DeleteGroupOrderInvitation: own.Delete as never,
    PatchGroupOrderInvitation: own.Patch as never,
  }),
  ...implement("GroupOrders", {
    async GetToken({ actor, db, now, path, services }) {
      const found = await findInvited(db, path.invitationID, now);
      if (found === undefined) throw notFound("GroupOrderInvitation", path.invitationID);
      if (found.expired) throw apiError("GroupOrderInvitation.InvitationExpired");
      const left = Math.floor((Date.parse(found.expirationDate) - now.getTime()) / 1_000);
      const seconds = Math.max(1, Math.min(left, mostSeconds));
      const token = await services.tokens.issue(
        {
          // Whoever is invited learns nothing of who invited them.
          usr: found.id,
          ...(actor.clientId !== "" && { cid: actor.clientId }),
          usrtype: "buyer",
          tu: String(found.userKey),
          orderid: found.orderId,
          invitationid: found.id,
          roles: [],
          mid: actor.marketplaceId,
          cver: found.tokenVersion,
        },
        seconds,
      );
      return { access_token: token, expires_in: seconds - 1, token_type: "bearer", refresh_token: null };
    },
  }),
];
