import { findPerson } from "../../people/index.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";

const seconds = 3_600;

/**
 * Identity of the caller, as a token for other services; the shared user of anonymous shoppers stays unnamed
 * (docs/behaviour/authentication.md §5).
 */
export function userInfoOperations(): Implementation[] {
  return implement("UserInfo", {
    async GetToken({ actor, db, services }) {
      const profile = await findPerson(db, actor.userKey);
      const anonymous = actor.anonymousOrderId !== null;
      const person = {
        sub: String(actor.userKey),
        preferred_username: actor.username,
        email: profile?.email ?? undefined,
        given_name: profile?.firstName,
        family_name: profile?.lastName,
      };
      const claims = {
        usr: actor.username,
        cid: actor.clientId || undefined,
        usrtype: actor.userType === "Seller" ? "admin" : actor.userType.toLowerCase(),
        company: actor.companyId,
        ...(anonymous ? { sub: actor.anonymousOrderId } : person),
      };
      return {
        identity_token: await services.tokens.identify(claims, actor.clientId, seconds),
        expires_in: seconds - 1,
      };
    },
  });
}
