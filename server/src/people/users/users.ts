import { invalidateAccess } from "../../platform/access/access.ts";
import { lacksFullAccess } from "../../platform/access/full-access.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { type Company, companyIn, type Known, type PeopleDependents } from "../company/company.ts";
import type { People } from "../facts/people.store.ts";
import { lockUser } from "./store.ts";
import {
  changesAccess,
  changesShown,
  completeUser,
  concernsAccess,
  givenPassword,
  givesPassword,
  userChanged,
} from "./write.ts";

/** A user whom the path names. @throws ApiError NotFound */
export async function requireUser(work: Work, company: Company, id: string): Promise<Known> {
  const user = await lockUser(work.db, company, id);
  if (user === undefined) throw notFound("User", id);
  return user;
}

/** Tells everybody concerned that a buyer has a new user. */
export async function notifyDependents(
  work: Work,
  user: Known,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  for (const dependent of dependents) await dependent.createdUser?.(work, user);
}

/** The user that a write is about, looked up when first asked for and no more than once. */
class WrittenUser {
  #known: Promise<Known> | undefined;

  /** @param id of the user, as it is at this point of the write. @throws ApiError NotFound */
  at(work: Work, scope: Scope, id: string): Promise<Known> {
    this.#known ??= requireUser(work, companyIn(scope), id);
    return this.#known;
  }
}

/** Users of whatever company, in the rows of its scope: for requests, imports and jobs alike. */
export const usersWith = (people: People, dependents: readonly PeopleDependents[]) =>
  new Resource(people.users, {
    prepare(work, { draft, before }) {
      completeUser(work, draft, before);
      return new WrittenUser();
    },
    async columns(work, { draft, before, scope }, user) {
      if (!givesPassword(draft)) return {};
      const key = before === null ? null : (await user.at(work, scope, before.ID)).key;
      return givenPassword(work, draft.Password, companyIn(scope), key);
    },
    async saved(work, { ID }, { draft, before, scope }, user) {
      if (before !== null && concernsAccess(draft, before))
        await userChanged(work, await user.at(work, scope, ID), draft, before, dependents);
      if (before !== null && changesShown(draft, before))
        for (const dependent of dependents) await dependent.changedUser?.(work, companyIn(scope), ID);
      if (lacksFullAccess(work.actor) && changesAccess(draft, before)) {
        const { key } = await user.at(work, scope, ID);
        for (const dependent of dependents) await dependent.givenAccess?.(work, { key });
      }
      if (before === null && companyIn(scope).buyerId !== null)
        await notifyDependents(work, await user.at(work, scope, ID), dependents);
    },
    async deleting(work, object, scope) {
      const user = await requireUser(work, companyIn(scope), object.ID);
      for (const dependent of dependents) await dependent.deletingUser?.(work, user);
    },
    deleted: (work) => invalidateAccess(work),
  });
