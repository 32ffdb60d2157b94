import type { Claims, Tokens } from "../../platform/access/tokens.ts";

/** Lifetime of the token that a service gets, from when it is called. */
const tokenSeconds = 600;

/** A user's token for a service that is told of something of theirs, with the roles that the service is to have as well. */
export function elevatedToken(tokens: Tokens, claims: Claims, elevatedRoles: readonly string[]): Promise<string> {
  const own = new Set(claims.roles);
  const added = elevatedRoles.filter((role) => !own.has(role));
  const elv = [...new Set([...(claims.elv ?? []), ...added])];
  const roles = [...claims.roles, ...added];
  return tokens.issue({ ...claims, roles, ...(elv.length > 0 && { elv }) }, tokenSeconds);
}
