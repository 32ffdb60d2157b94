import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { StoredDeliveryConfig } from "../delivery-configs/store.ts";

export const entitySyncTable = new Table("entity_sync_config", "EntitySyncConfig", {
  violations: { entity_sync_config_pkey: () => apiError("EntitySyncConfig.OnlyOneConfigPerMarketplace") },
});

/** The synchronization of a kind of resource, and what it delivers through. */
export interface Synchronization extends StoredDeliveryConfig {
  readonly paused: boolean;
}

/**
 * The synchronization of a kind of resource; undefined where there is none.
 *
 * @param lock keeps others from delivering states of that kind by hand, until the transaction ends.
 */
export function findSynchronization(db: TenantDb, kind: string, lock = false): Promise<Synchronization | undefined> {
  const found = tables
    .selectFrom("entity_sync_config as s")
    .innerJoin("delivery_config as d", (join) =>
      join.onRef("d.marketplace_id", "=", "s.marketplace_id").onRef("d.id", "=", "s.delivery_config_id"),
    )
    .select(["d.id", "d.enabled", "d.delivery_targets as targets", "d.delivery_secrets as secrets", "s.paused"])
    .where("s.marketplace_id", "=", db.marketplaceId)
    .where("s.id", "=", kind);
  return db.row(lock ? found.forUpdate("s") : found);
}
