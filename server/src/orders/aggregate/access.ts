import { type Caller, hasRole, roleMissing } from "../../platform/access/caller.ts";
import type { ApiError } from "../../platform/errors/api-error.ts";
import type { OrderHead } from "./order-row.store.ts";

/** Stands against a shopper who would change an order that they have submitted: from then on that takes OrderAdmin. */
export const editFinding = (
  { actor }: { readonly actor: Caller },
  { Status }: Pick<OrderHead, "Status">,
): ApiError | undefined =>
  Status === "Unsubmitted" || hasRole(actor, "OrderAdmin") ? undefined : roleMissing(actor, "OrderAdmin");
