import type { TenantDb } from "../platform/db/session.ts";
import { idExists } from "../platform/errors/api-error.ts";
import { sameId } from "../platform/ids.ts";

/**
 * Keeps companies apart from the marketplace itself: what one owns, sells or orders names it by nothing but its ID.
 *
 * @throws ApiError IdExists
 */
export function refuseMarketplaceId(db: TenantDb, objectType: string, id: string): void {
  if (sameId(id, db.marketplaceId)) throw idExists(objectType, id);
}
