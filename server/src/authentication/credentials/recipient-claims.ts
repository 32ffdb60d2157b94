import type { Claims } from "../../platform/access/tokens.ts";
import type { Work } from "../../platform/work/work.ts";
import { claimsOf, inactivity } from "../accounts/admission.ts";
import { findByKey } from "../accounts/store.ts";

/**
 * Claims of a token of a user's with all their roles, through no client: whoever sends them a message acts for them.
 * `undefined` where they may not sign in any more.
 */
export async function recipientClaims({ db, now }: Work, userKey: number): Promise<Claims | undefined> {
  const account = await findByKey(db, userKey, now);
  if (account === undefined || inactivity(account) !== undefined) return undefined;
  return { ...claimsOf(db, account, null, account.roles.value as string[]), u: String(account.key) };
}
