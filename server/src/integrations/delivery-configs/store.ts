import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, tables } from "../../platform/db/sql.ts";

export const deliveryConfigTable = new Table("delivery_config", "DeliveryConfig");

/** A delivery configuration as deliveries meet it. */
export interface StoredDeliveryConfig {
  readonly id: string;
  readonly enabled: boolean;
  /** Without what replies hide. */
  readonly targets: Json;
  /** What replies hide, sealed. */
  readonly secrets: string | null;
}

/** The configuration with this ID, in whatever case. */
export const findDeliveryConfig = (db: TenantDb, id: string): Promise<StoredDeliveryConfig | undefined> =>
  db.row(
    tables
      .selectFrom("delivery_config")
      .select(["id", "enabled", "delivery_targets as targets", "delivery_secrets as secrets"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where(idIs("id", id)),
  );
