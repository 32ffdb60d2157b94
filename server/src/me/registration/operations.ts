import type { MeUser } from "@orderwell/contract";
import { transferAnonymousOrder } from "../../orders/index.ts";
import {
  companyOf,
  companyScope,
  completeUser,
  givenPassword,
  givesPassword,
  joinGroupsOf,
  notifyDependents,
  type People,
  type PeopleDependents,
  passwordOf,
  requireUser,
} from "../../people/index.ts";
import { anonymousOrderOf } from "../../platform/access/anonymous.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { plain } from "../../platform/db/json.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { checkXp } from "../profile/rules.ts";
import { ownCompanies } from "../profile/store.ts";
import type { FirstToken } from "./first-token.ts";

const registeredIn = (people: People) =>
  new Resource(people.meUsers(ownCompanies, false), {
    prepare(work: UserWork, { draft }) {
      checkXp(work.actor, draft, { xp: null });
      completeUser(work, draft, null);
    },
    columns: (work: UserWork, { draft }) =>
      givesPassword(draft) ? givenPassword(work, draft.Password, companyOf(work), null) : {},
  });

/**
 * Turns an anonymous shopper into a user of the same buyer, in the groups of the user they shopped as, and hands them
 * the order they began (docs/behaviour/authentication.md §6).
 */
export function registrationOperations(
  people: People,
  firstToken: FirstToken,
  dependents: readonly PeopleDependents[],
): Implementation[] {
  const registered = registeredIn(people);
  return implementSome("Me", {
    async Register(request) {
      request.services.limits.client(request.actor.clientId, "message");
      const call = await passwordOf(request, request.body.Password);
      const { actor, db, query } = call;
      if (actor.anonymousOrderId === null) throw apiError("User.IsNotTemp");
      // The order goes to whoever shops with it, and to nobody else.
      const orderId = await anonymousOrderOf(call, query.anonUserToken);
      if (orderId !== actor.anonymousOrderId) throw apiError("Auth.MustPassAnonUserToken");
      const created = plain<MeUser>(await registered.create(call, companyScope(companyOf(call)), call.body));
      await joinGroupsOf(db, actor.userKey, actor.companyId, created.ID ?? "");
      const user = await requireUser(call, companyOf(call), created.ID ?? "");
      await notifyDependents(call, user, dependents);
      await transferAnonymousOrder(call, orderId, user.key);
      return { access_token: await firstToken(call, user.key) };
    },
  });
}
