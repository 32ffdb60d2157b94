import type { MeUser } from "@orderwell/contract";
import { listSellersOf } from "../../buyers/index.ts";
import {
  changePassword,
  changesShown,
  chosenPassword,
  companyOf,
  companyScope,
  completeUser,
  concernsAccess,
  givesPassword,
  groupTable,
  hasKey,
  hasMember,
  type People,
  type PeopleDependents,
  passwordOf,
  refuseImpersonator,
  revokeTokens,
  userByKey,
  userChanged,
} from "../../people/index.ts";
import { type Caller, hasRole, roleMissing } from "../../platform/access/caller.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope, Table } from "../../platform/crud/table.ts";
import { plain } from "../../platform/db/json.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { checkXp } from "./rules.ts";
import { ownCompanies } from "./store.ts";

/**
 * A password takes the role that setting one takes.
 *
 * @throws ApiError Auth.InsufficientRoles
 */
function checkPasswordRole(caller: Caller): void {
  if (!hasRole(caller, "PasswordReset")) throw roleMissing(caller, "PasswordReset");
}

const profileOf = (myself: Table<MeUser>, dependents: readonly PeopleDependents[]) =>
  new Resource(myself, {
    makes: false,
    prepare(work: UserWork, { draft, before }) {
      checkXp(work.actor, draft, { xp: before?.xp ?? null });
      completeUser(work, draft, before);
      if (givesPassword(draft)) checkPasswordRole(work.actor);
    },
    async columns(work: UserWork, { draft }) {
      return givesPassword(draft) ? chosenPassword(work, draft.Password, work.actor.userKey) : {};
    },
    async saved(work, { ID }, { draft, before }) {
      if (before === null) return;
      if (concernsAccess(draft, before))
        await userChanged(work, { key: work.actor.userKey }, draft, before, dependents);
      if (changesShown(draft, before))
        for (const dependent of dependents) await dependent.changedUser?.(work, companyOf(work), ID);
    },
  });

/** The user behind the token, wherever the ID has gone. */
const ownRow = (work: UserWork): Scope => companyScope(companyOf(work), hasKey(work.actor.userKey));

/** The profile of the user behind the token (docs/behaviour/parties.md §8, docs/behaviour/authentication.md §6). */
export function profileOperations(people: People, dependents: readonly PeopleDependents[]): Implementation[] {
  /** As far as they may change themselves: the portal's hidden user must stay as it is. */
  const myself = people.meUsers(ownCompanies, false);
  const anyUser = people.meUsers(ownCompanies, true);
  const profile = profileOf(myself, dependents);
  return implementSome("Me", {
    async Get(call) {
      const { actor, db } = call;
      const row = await anyUser.find(db, userByKey(actor.userKey), actor.userId);
      if (row === undefined) throw notFound("User", actor.userId);
      return row;
    },
    async Save(request) {
      const call = await passwordOf(request, request.body.Password, request.actor.userKey);
      const { actor, db, body } = call;
      if (hasRole(actor, "MeXpAdmin") || body.xp) return profile.replace(call, ownRow(call), actor.userId, body);
      // Whoever may not write their extended properties keep them, though PUT would empty what it does not name.
      const present = await myself.find(db, userByKey(actor.userKey), actor.userId);
      const xp = present === undefined ? null : plain<MeUser>(present).xp;
      return profile.replace(call, ownRow(call), actor.userId, { ...body, xp });
    },
    async Patch(request) {
      const call = await passwordOf(request, request.body.Password, request.actor.userKey);
      return profile.patch(call, ownRow(call), call.actor.userId, call.body);
    },
    async ResetPasswordByToken(request) {
      refuseImpersonator(request.actor);
      const call = await passwordOf(request, request.body.NewPassword, request.actor.userKey);
      const { actor, body } = call;
      const { code } = actor.claims;
      if (code !== undefined)
        for (const dependent of dependents) await dependent.spendingCode?.(call, { key: actor.userKey }, code);
      await changePassword(call, actor.userKey, body.NewPassword, dependents);
    },
    async RevokeTokens(call) {
      await revokeTokens(call, { key: call.actor.userKey }, dependents);
    },
    ListUserGroups: (call) =>
      groupTable.list(call.db, companyScope(companyOf(call), hasMember(call.actor.userKey)), call.list),
    ListBuyerSellers: (call) => listSellersOf(call, call.actor.companyId, call.list),
  });
}
