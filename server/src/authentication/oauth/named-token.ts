import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { claimsOf, inactivity, mayUse, rolesThrough } from "../accounts/admission.ts";
import { findByUsername, findClient } from "../accounts/store.ts";

/** A token that somebody outside a marketplace gets to act in it as one of its users. */
export interface NamedToken {
  readonly token: string;
  /** Seconds until it ends. */
  readonly seconds: number;
  /** What the user may do through the client, and the token with it. */
  readonly roles: string[];
}

/**
 * The token of a user through an API client, for whoever may do anything in the marketplace
 * (docs/behaviour/portal-and-tools.md §1). It is the user's own: whatever ends their tokens ends it.
 *
 * @throws ApiError NotFound for a client, or a user of it, that is not; Auth.ClientNotActive, Auth.UserNotActive,
 *   Auth.CompanyNotActive, Auth.SellerNotActive; Auth.InsufficientRoles where the client refuses the user.
 */
export async function namedToken(
  { db, now, services }: Work,
  named: { readonly clientId: string; readonly username: string },
): Promise<NamedToken> {
  const client = await findClient(db, named.clientId.trim());
  if (client === undefined) throw notFound("ApiClient", named.clientId);
  const account = await findByUsername(db, named.username, now);
  if (account === undefined || !(await mayUse(db, client, account))) throw notFound("User", named.username);
  if (!client.active) throw apiError("Auth.ClientNotActive");
  const inactive = inactivity(account);
  if (inactive !== undefined) throw apiError(inactive);
  const roles = rolesThrough(client, account, []);
  if (roles === undefined)
    throw apiError("Auth.InsufficientRoles", {
      SufficientRoles: [...(client.minimumRoles.value as string[]), ...(client.minimumCustomRoles.value as string[])],
      AssignedRoles: account.roles.value as string[],
    });
  const seconds = client.accessTokenMinutes * 60;
  const claims = { ...claimsOf(db, account, client, roles), u: String(account.key) };
  return {
    token: await services.tokens.issue(claims, seconds),
    seconds,
    roles: [...roles],
  };
}
