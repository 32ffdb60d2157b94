import type { User } from "@orderwell/contract";
import { invalidateAccess } from "../../platform/access/access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { Work } from "../../platform/work/work.ts";
import {
  type Company,
  type CompanyOf,
  companyIn,
  companyScope,
  type Known,
  type PeopleDependents,
  pathOf,
} from "../company.ts";
import { revokeTokens } from "./revoke.ts";
import { completeUser, givenPassword, givesPassword, invalidateUser } from "./rules.ts";
import { unlock } from "./sign-in.store.ts";
import { inGroup, lockUser, userTable } from "./store.ts";

/** A user whom the path names. @throws ApiError NotFound */
export async function requireUser(work: Work, company: Company, id: string): Promise<Known> {
  const user = await lockUser(work.db, company, id);
  if (user === undefined) throw notFound("User", id);
  return user;
}

/** Tells everybody concerned that a buyer has a new user. */
export async function notifyDependents(
  work: Work,
  company: Company,
  id: string,
  dependents: readonly PeopleDependents[],
): Promise<Known> {
  const user = await requireUser(work, company, id);
  for (const dependent of dependents) await dependent.createdUser?.(work, user);
  return user;
}

/** The operations on users that are the same for marketplace, buyers and suppliers (docs/behaviour/parties.md §2). */
export function userOperations(companyOf: CompanyOf, dependents: readonly PeopleDependents[]) {
  const verbs = crud<User>(userTable, {
    idParam: "userID",
    async scope(call, intent) {
      const { userGroupID } = call.query as { userGroupID?: string };
      return companyScope(await companyOf(call, intent), userGroupID ? inGroup(userGroupID) : undefined);
    },
    prepare: (call, draft, before) => completeUser(call, draft, before),
    async internal(call, draft, before, scope) {
      if (!givesPassword(draft)) return {};
      const company = companyIn(scope);
      const key = before === null ? null : (await requireUser(call, company, before.ID)).key;
      return givenPassword(call, draft.Password, company, key);
    },
    saved: async (call, after, before, scope) => {
      await invalidateUser(call, after, before);
      const company = companyIn(scope);
      if (before === null && company.buyerId !== null) await notifyDependents(call, company, after.ID, dependents);
      return undefined;
    },
    async deleting(call, object, scope) {
      const user = await requireUser(call, companyIn(scope), object.ID);
      for (const dependent of dependents) await dependent.deletingUser?.(call, user);
    },
    deleted: (call) => invalidateAccess(call),
  });

  const named = async (call: Call): Promise<Known> =>
    requireUser(call, await companyOf(call, "write"), pathOf(call, "userID"));

  return {
    ...verbs,
    async RevokeUserTokens(call: Call): Promise<void> {
      await revokeTokens(call, await named(call), dependents);
    },
    async UnlockUserAccount(call: Call): Promise<void> {
      await unlock(call.db, (await named(call)).key);
    },
  };
}
