import { apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { claimsOf, rolesThrough } from "../accounts/admission.ts";
import { findByKey, findClient } from "../accounts/store.ts";

/**
 * The first token of a user who has just registered through the caller's client, with every role that this client leaves
 * them.
 *
 * @throws ApiError Auth.InsufficientRoles when the client demands roles that they lack.
 */
export async function registeredToken(work: UserWork, userKey: number): Promise<string> {
  const { db, actor, now, services } = work;
  const client = await findClient(db, actor.clientId);
  const account = await findByKey(db, userKey, now);
  if (account === undefined) throw apiError("Auth.UserNotFound");
  const roles = client === undefined ? (account.roles.value as string[]) : rolesThrough(client, account, []);
  if (roles === undefined) throw apiError("Auth.InsufficientRoles");
  const seconds = (client?.accessTokenMinutes ?? 60) * 60;
  return services.tokens.issue({ ...claimsOf(db, account, client ?? null, roles), u: String(account.key) }, seconds);
}
