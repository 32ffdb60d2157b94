import { roles as platformRoles } from "@orderwell/contract";

const platform: ReadonlySet<string> = new Set(Object.keys(platformRoles));

/**
 * Roles that an API client demands of and leaves to those who sign in through it. Empty lists demand or limit nothing.
 */
export interface ClientRoles {
  readonly minimum: readonly string[];
  readonly maximum: readonly string[];
  readonly maximumCustom: readonly string[];
}

/** The roles that a scope names. One of the official clients writes `undefined` where it has no role to name. */
export const rolesInScope = (scope: string): readonly string[] =>
  scope.split(/[\s+]+/).filter((word) => word !== "" && word !== "undefined");

/**
 * The roles a token gets, or `undefined` when the sign-in must be refused (docs/behaviour/authentication.md §4).
 *
 * Where none is requested, all that are assigned; else those of them that are requested, unknown words being ignored. FullAccess
 * covers every role of the platform: who holds it gets just what they ask for. Then the client's minimum is demanded of
 * what is assigned, and its maximum cuts what is granted.
 */
export function grantedRoles(
  assigned: ReadonlySet<string>,
  requested: readonly string[],
  client: ClientRoles,
): readonly string[] | undefined {
  const full = assigned.has("FullAccess");
  const holds = (role: string): boolean => assigned.has(role) || (full && platform.has(role));
  if (!client.minimum.every(holds)) return undefined;

  let granted = requested.length === 0 ? [...assigned] : requested.filter(holds);
  if (requested.length > 0 && granted.length === 0) return undefined;
  if (granted.includes("FullAccess")) granted = ["FullAccess", ...granted.filter((role) => !platform.has(role))];

  const mayKeepAll = granted.includes("FullAccess") && client.maximum.includes("FullAccess");
  if (client.maximum.length > 0 && !mayKeepAll) {
    granted = granted.includes("FullAccess")
      ? [...client.maximum, ...granted.filter((role) => !platform.has(role))]
      : granted.filter((role) => !platform.has(role) || client.maximum.includes(role));
  }
  if (client.maximumCustom.length > 0)
    granted = granted.filter((role) => platform.has(role) || client.maximumCustom.includes(role));
  return [...new Set(granted)].sort();
}

/** Tells whether roles let their holder act as buyers' users. */
export const mayImpersonate = (roles: ReadonlySet<string>): boolean =>
  roles.has("FullAccess") || roles.has("BuyerImpersonation");
