import type { MeUser, OperationId } from "@orderwell/contract";
import { listSellersOf } from "../../buyers/index.ts";
import {
  changePassword,
  chosenPassword,
  companyOf,
  companyScope,
  completeUser,
  givesPassword,
  groupTable,
  hasMember,
  invalidateUser,
  type PeopleDependents,
  revokeTokens,
  userByKey,
} from "../../people/index.ts";
import { hasRole } from "../../platform/access/caller.ts";
import { crud } from "../../platform/crud/crud.ts";
import { plain } from "../../platform/db/json.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { checkXp } from "./rules.ts";
import { myself, whoever } from "./store.ts";

const verbs = crud<MeUser>(myself, {
  idParam: "userID",
  objectType: "User",
  scope: (call) => companyScope(companyOf(call), userByKey(call.actor.userKey).where),
  prepare(call, draft, before) {
    if (before === null) throw notFound("User", call.actor.userId);
    checkXp(call.actor, draft, before);
    completeUser(call, draft, before);
  },
  async internal(call, draft) {
    return givesPassword(draft) ? chosenPassword(call, draft.Password, call.actor.userKey) : {};
  },
  async saved(call, after, before) {
    await invalidateUser(call, after, before);
    return undefined;
  },
});

/** The request as one for the user behind the token by his ID. */
const forMyself = <Id extends OperationId>(call: Call<Id>): Call =>
  ({ ...call, path: { userID: call.actor.userId } }) as unknown as Call;

/** The profile of the user behind the token (docs/behaviour/parties.md §8, docs/behaviour/authentication.md §6). */
export function profileOperations(dependents: readonly PeopleDependents[]): Implementation[] {
  return implementSome("Me", {
    async Get(call) {
      const { actor, db } = call;
      const row = await whoever.find(db, userByKey(actor.userKey), actor.userId);
      if (row === undefined) throw notFound("User", actor.userId);
      return row;
    },
    async Save(call) {
      if (hasRole(call.actor, "MeXpAdmin") || call.body.xp) return verbs.Save(forMyself(call));
      // Whoever may not write his extended properties keeps them, though PUT would empty what it does not name.
      const present = await myself.find(call.db, userByKey(call.actor.userKey), call.actor.userId);
      const xp = present === undefined ? null : plain<MeUser>(present).xp;
      return verbs.Save({ ...forMyself(call), body: { ...call.body, xp } } as Call);
    },
    Patch: (call) => verbs.Patch(forMyself(call)),
    async ResetPasswordByToken(call) {
      await changePassword(call.db, call.actor.userKey, call.body.NewPassword, call.now);
    },
    async RevokeTokens(call) {
      await revokeTokens(call, { key: call.actor.userKey }, dependents);
    },
    ListUserGroups: (call) =>
      groupTable.list(call.db, companyScope(companyOf(call), hasMember(call.actor.userKey)), call.list),
    ListBuyerSellers: (call) => listSellersOf(call, call.actor.companyId, call.list),
  });
}
