import { type ClientRoles, grantedRoles } from "../../platform/access/roles.ts";
import type { Claims } from "../../platform/access/tokens.ts";

/** Roles of a token that came from the user, or from whoever lets somebody act as them: not from what called a service. */
export const ownRoles = ({ roles, elv = [] }: Pick<Claims, "roles" | "elv">): readonly string[] =>
  elv.length === 0 ? roles : roles.filter((role) => !elv.includes(role));

/** Tells whether a token was made for a service, by configuration, and not for somebody who signed in through the client. */
export const isForService = (claims: Pick<Claims, "roles" | "elv">): boolean =>
  claims.elv !== undefined && claims.elv.length > 0 && ownRoles(claims).length === 0;

/**
 * Roles that a token still has of those it was issued with; `undefined` when it has ended: since a role was taken away
 * that it holds, or since the client demands one that the user lacks (docs/behaviour/authentication.md §5).
 *
 * The token of an anonymous shopper goes on with what is left: they could not get another with the same order.
 */
export function remainingRoles(
  claims: Pick<Claims, "roles" | "elv" | "tu">,
  held: ReadonlySet<string>,
  client: ClientRoles,
): readonly string[] | undefined {
  const own = ownRoles(claims);
  const anonymous = claims.tu !== undefined;
  const kept = grantedRoles(held, own, anonymous ? { ...client, minimum: [] } : client);
  const left = own.length === 0 ? [] : (kept ?? []);
  if (!anonymous && (kept === undefined || own.some((role) => !left.includes(role)))) return undefined;
  return [...left, ...(claims.elv ?? [])];
}
