import { ApiError, apiError } from "../errors/api-error.ts";
import type { Work } from "../work/work.ts";

/**
 * The one order that an anonymous shopper of the marketplace may own, whom a token proves.
 *
 * @throws ApiError Auth.MustPassAnonUserToken for any other token, and without one.
 */
export async function anonymousOrderOf(
  { marketplaceId, services }: Pick<Work, "marketplaceId" | "services">,
  token: string | null | undefined,
): Promise<string> {
  try {
    const shopper = await services.access.authenticate(`Bearer ${token ?? ""}`);
    if (shopper.anonymousOrderId !== null && shopper.marketplaceId === marketplaceId) return shopper.anonymousOrderId;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  throw apiError("Auth.MustPassAnonUserToken");
}
