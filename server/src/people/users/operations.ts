import { crud } from "../../platform/crud/crud.ts";
import type { Call } from "../../platform/operation/call.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { type CompanyOf, companyScope, type Known, type PeopleDependents } from "../company/company.ts";
import type { People } from "../facts/people.store.ts";
import { passwordOf } from "../passwords/ahead.ts";
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

  const hashed = (call: Call): Promise<Call> => passwordOf(call, (call.body as { Password?: string | null }).Password);

  return {
    ...verbs,
    Create: async (call: Call) => verbs.Create(await hashed(call)),
    Save: async (call: Call) => verbs.Save(await hashed(call)),
    Patch: async (call: Call) => verbs.Patch(await hashed(call)),
    async RevokeUserTokens(call: Call): Promise<void> {
      await revokeTokens(call, await named(call), dependents);
    },
    async UnlockUserAccount(call: Call): Promise<void> {
      await unlock(call.db, (await named(call)).key);
    },
  };
}
