import type { Claims } from "../../platform/access/tokens.ts";
import type { Work } from "../../platform/work/work.ts";
import { claimsOf, inactivity, mayUse, rolesThrough } from "../accounts/admission.ts";
import { findByKey, findClient } from "../accounts/store.ts";

/**
 * Claims of a token of a client's default context user, as `client_credentials` gives one (docs/behaviour/authentication.md
 * §4). `undefined` where they may not sign in through it.
 */
export async function contextClaims({ db, now }: Work, clientId: string): Promise<Claims | undefined> {
  const client = await findClient(db, clientId);
  if (!client?.active || client.defaultUserKey === null) return undefined;
  const account = await findByKey(db, client.defaultUserKey, now);
  if (account === undefined || inactivity(account) !== undefined || !(await mayUse(db, client, account)))
    return undefined;
  const roles = rolesThrough(client, account, []);
  return roles && { ...claimsOf(db, account, client, roles), u: String(account.key) };
}
