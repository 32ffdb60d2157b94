import { crud } from "../../platform/crud/crud.ts";
import type { Call } from "../../platform/operation/call.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { type CompanyOf, companyScope, type Known, type PeopleDependents } from "../company/company.ts";
import type { People } from "../facts/people.store.ts";
import { revokeTokens } from "../sign-in/revoke.ts";
import { unlock } from "../sign-in/store.ts";
import { inGroup } from "./store.ts";
import { requireUser, usersWith } from "./users.ts";

/** The operations on users that are the same for marketplace, buyers and suppliers (docs/behaviour/parties.md §2). */
export function userOperations(people: People, companyOf: CompanyOf, dependents: readonly PeopleDependents[]) {
  const verbs = crud(usersWith(people, dependents), {
    idParam: "userID",
    async scope(call, intent) {
      const { userGroupID } = call.query as { userGroupID?: string };
      return companyScope(await companyOf(call, intent), userGroupID ? inGroup(userGroupID) : undefined);
    },
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
