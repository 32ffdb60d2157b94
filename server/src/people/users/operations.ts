import { invalidateAccess } from "../../platform/access/access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { pathOf } from "../../platform/operation/path.ts";
import type { Work } from "../../platform/work/work.ts";
import {
  type Company,
  type CompanyOf,
  companyIn,
  companyScope,
  type Known,
  type PeopleDependents,
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
  const verbs = crud(
    new Resource(userTable, {
      prepare: (work, { draft, before }) => completeUser(work, draft, before),
      async columns(work, { draft, before, scope }) {
        if (!givesPassword(draft)) return {};
        const company = companyIn(scope);
        const key = before === null ? null : (await requireUser(work, company, before.ID)).key;
        return givenPassword(work, draft.Password, company, key);
      },
      saved: async (work, after, { before, scope }) => {
        await invalidateUser(work, after, before);
        const company = companyIn(scope);
        if (before === null && company.buyerId !== null) await notifyDependents(work, company, after.ID, dependents);
        return undefined;
      },
      async deleting(work, object, scope) {
        const user = await requireUser(work, companyIn(scope), object.ID);
        for (const dependent of dependents) await dependent.deletingUser?.(work, user);
      },
      deleted: (work) => invalidateAccess(work),
    }),
    {
      idParam: "userID",
      async scope(call, intent) {
        const { userGroupID } = call.query as { userGroupID?: string };
        return companyScope(await companyOf(call, intent), userGroupID ? inGroup(userGroupID) : undefined);
      },
    },
  );

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
