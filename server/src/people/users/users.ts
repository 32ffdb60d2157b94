import { invalidateAccess } from "../../platform/access/access.ts";
import { lacksFullAccess } from "../../platform/access/full-access.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { type Company, companyIn, type Known, type PeopleDependents } from "../company/company.ts";
import type { People } from "../facts/people.store.ts";
import { lockUser } from "./store.ts";
import { changesAccess, completeUser, concernsAccess, givenPassword, givesPassword, userChanged } from "./write.ts";

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

/** Users of whatever company, in the rows of its scope: for requests, imports and jobs alike. */
export const usersWith = (people: People, dependents: readonly PeopleDependents[]) =>
  new Resource(people.users, {
    prepare: (work, { draft, before }) => completeUser(work, draft, before),
    async columns(work, { draft, before, scope }) {
      if (!givesPassword(draft)) return {};
      const company = companyIn(scope);
      const key = before === null ? null : (await requireUser(work, company, before.ID)).key;
      return givenPassword(work, draft.Password, company, key);
    },
    saved: async (work, after, { draft, before, scope }) => {
      const company = companyIn(scope);
      if (before !== null && concernsAccess(draft, before))
        await userChanged(work, await requireUser(work, company, after.ID), draft, before, dependents);
      if (lacksFullAccess(work.actor) && changesAccess(draft, before)) {
        const user = await requireUser(work, company, after.ID);
        for (const dependent of dependents) await dependent.givenAccess?.(work, user);
      }
      if (before === null && company.buyerId !== null) await notifyDependents(work, company, after.ID, dependents);
      return undefined;
    },
    async deleting(work, object, scope) {
      const user = await requireUser(work, companyIn(scope), object.ID);
      for (const dependent of dependents) await dependent.deletingUser?.(work, user);
    },
    deleted: (work) => invalidateAccess(work),
  });
