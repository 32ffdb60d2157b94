import type { Operation } from "@orderwell/contract";
import { apiError } from "../errors/api-error.ts";
import type { Access } from "./access.ts";
import { type Caller, hasRole, roleMissing } from "./caller.ts";

/**
 * Caller that a request comes from, who may ask for the operation: at once where they are known, as nearly all are.
 *
 * @throws ApiError as `Access.authenticate` and `guard` do.
 */
export function admit(
  access: Access,
  operation: Operation,
  authorization: string | undefined,
): Caller | Promise<Caller> {
  const known = access.known(authorization);
  return known === undefined
    ? access.authenticate(authorization).then((caller) => guarded(operation, caller))
    : guarded(operation, known);
}

function guarded(operation: Operation, caller: Caller): Caller {
  guard(operation, caller);
  return caller;
}

/**
 * Refuses a caller whom the declaration does not admit: by role (docs/behaviour/authentication.md §9), by user type
 * whatever the roles (§2.1), anonymous shoppers where nothing may be kept for them (§6.1), and those invited to a group order
 * wherever it is not about their lines (§6.2).
 *
 * @throws ApiError Auth.InsufficientRoles, Auth.UserNotAuthorizedToAdmin or Auth.AnonUserProhibited.
 */
export function guard(operation: Operation, caller: Caller): void {
  const { access } = operation;
  if (caller.invitationId !== null) {
    if (operation.invited) return;
    if (typeof access !== "string") throw roleMissing({ roles: new Set() }, ...access.roles);
    throw apiError("Auth.InsufficientRoles", { SufficientRoles: [], AssignedRoles: [] });
  }
  if (typeof access !== "string" && !hasRole(caller, ...access.roles)) throw roleMissing(caller, ...access.roles);
  if (operation.userTypes !== undefined && !operation.userTypes.includes(caller.userType))
    throw apiError("Auth.UserNotAuthorizedToAdmin");
  if (operation.anonymousProhibited && caller.anonymousOrderId !== null) throw apiError("Auth.AnonUserProhibited");
}
