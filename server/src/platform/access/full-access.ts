import type { Actor } from "../work/actor.ts";
import { roleMissing } from "./caller.ts";

/**
 * Tells whether somebody may not give FullAccess, since they do not have it. The server itself acts as rules tell it.
 */
export const lacksFullAccess = (actor: Actor): boolean => actor.kind === "user" && !actor.roles.has("FullAccess");

/**
 * Refuses to give FullAccess, to whomever and by whatever way, for those who do not have it: any other role could make of
 * itself the role that may do everything (docs/behaviour/authentication.md §9.1).
 *
 * @throws ApiError Auth.InsufficientRoles
 */
export function requireFullAccess(actor: Actor): void {
  if (actor.kind !== "user" || !lacksFullAccess(actor)) return;
  throw roleMissing(actor);
}

/** The same where roles are given by name. @throws ApiError Auth.InsufficientRoles */
export function requireToGive(actor: Actor, roles: readonly string[] | null): void {
  if (roles?.includes("FullAccess")) requireFullAccess(actor);
}
