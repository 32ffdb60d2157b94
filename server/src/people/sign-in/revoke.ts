import { invalidateAccess } from "../../platform/access/access.ts";
import { digest } from "../../platform/digest.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Known, PeopleDependents } from "../company/company.ts";
import { raiseTokenVersion } from "./store.ts";

/**
 * Ends whatever a user signed in with until now: tokens, and what gets new ones.
 *
 * @param kept digest of an access token that stays good.
 */
export async function revokeTokens(
  work: Work,
  user: Pick<Known, "key">,
  dependents: readonly PeopleDependents[],
  kept: string | null = null,
): Promise<void> {
  await Promise.all([
    raiseTokenVersion(work.db, user.key, kept),
    ...dependents.map((dependent) => dependent.revokingTokens?.(work, user)),
  ]);
  await invalidateAccess(work);
}

/** Makes worthless what was sent to a user to sign in or to set a password with. */
export async function voidCodes(
  work: Work,
  user: Pick<Known, "key">,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  await Promise.all(dependents.map((dependent) => dependent.changingCredentials?.(work, user)));
}

/**
 * Ends what was begun with a password that has been replaced. Whoever changes their own goes on with the token they did it
 * with, unless a mail brought it: that was good for this once.
 */
export async function passwordReplaced(
  work: Work,
  user: Pick<Known, "key">,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  const { actor } = work;
  const own = actor.kind === "user" && actor.userKey === user.key && actor.claims.code === undefined;
  await voidCodes(work, user, dependents);
  await revokeTokens(work, user, dependents, own ? digest(actor.token) : null);
}
