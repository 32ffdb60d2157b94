import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { OrderHead } from "./order-row.store.ts";

/** The refusal of a caller who holds none of these roles. */
export const roleMissing = ({ roles }: Pick<Caller, "roles">, ...sufficient: readonly string[]): ApiError =>
  apiError("Auth.InsufficientRoles", {
    SufficientRoles: ["FullAccess", ...sufficient],
    AssignedRoles: [...roles],
  });

/** Stands against a shopper who would change an order that they have submitted: from then on that takes OrderAdmin. */
export const editFinding = (
  { actor }: { readonly actor: Caller },
  { Status }: Pick<OrderHead, "Status">,
): ApiError | undefined =>
  Status === "Unsubmitted" || hasRole(actor, "OrderAdmin") ? undefined : roleMissing(actor, "OrderAdmin");
