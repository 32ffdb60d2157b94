import { invalidateAccess } from "../../platform/access/access.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Known, PeopleDependents } from "../company.ts";
import { raiseTokenVersion } from "./sign-in.store.ts";

/** Ends whatever a user signed in with until now: tokens, and what gets new ones. */
export async function revokeTokens(
  work: Work,
  user: Pick<Known, "key">,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  await Promise.all([
    raiseTokenVersion(work.db, user.key),
    ...dependents.map((dependent) => dependent.revokingTokens?.(work, user)),
  ]);
  await invalidateAccess(work);
}
