import { apiError } from "../../platform/errors/api-error.ts";
import type { ClientReach } from "./store.ts";

/**
 * The buyer whose group or user a configuration means without naming it: the one that its API client is for
 * (docs/behaviour/authentication.md §7).
 *
 * @throws ApiError Impersonation.BadApiClient when the client is for none, Impersonation.BuyerNetworkBuyerIDRequired when
 *   it is for several.
 */
export function buyerOfClient({ defaultBuyer, assigned, anyBuyer }: ClientReach): string {
  if (defaultBuyer !== null) return defaultBuyer;
  const [first, second] = assigned.value as string[];
  if (anyBuyer || second !== undefined) throw apiError("Impersonation.BuyerNetworkBuyerIDRequired");
  if (first === undefined) throw apiError("Impersonation.BadApiClient");
  return first;
}
