import { claimOf } from "../../platform/access/tokens.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { findIdentity } from "./store.ts";

const seconds = 3_600;

/**
 * Identity of the caller, as a token for services that apply visibility and prices by themselves
 * (docs/behaviour/authentication.md §5). Anonymous shoppers have that of the user they shop as, without the person.
 */
export function userInfoOperations(): Implementation[] {
  return implement("UserInfo", {
    async GetToken({ actor, db, services }) {
      const identity = await findIdentity(db, services.people, actor.userKey);
      const person = actor.anonymousOrderId === null && {
        email: identity?.email ?? undefined,
        given_name: identity?.firstName,
        family_name: identity?.lastName,
      };
      const claims = {
        sub: actor.username,
        marketplaceID: actor.marketplaceId,
        companyID: actor.companyId,
        // Those of the token: a narrowed one must not widen by the way of its identity.
        availableroles: claimOf([...actor.roles]),
        groups: claimOf((identity?.groups.value as readonly string[] | undefined) ?? []),
        currency: identity?.currency ?? undefined,
        ...person,
      };
      return { identity_token: await services.tokens.identify(claims, seconds), expires_in: seconds - 1 };
    },
  });
}
