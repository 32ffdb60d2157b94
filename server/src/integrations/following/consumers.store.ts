import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql } from "../../platform/db/sql.ts";
import type { Consumer } from "../outgoing/consumer.ts";

/** A consumer with what it is delivered through. */
export interface StoredConsumer extends Consumer {
  /** Without what replies hide. */
  readonly targets: Json;
  /** What replies hide, sealed. */
  readonly secrets: string | null;
}

interface Arguments {
  readonly marketplaceId: string;
  /** Null: all. */
  readonly id: string | null;
}

const found = prepared<Arguments, StoredConsumer>(
  ({ marketplaceId: m, id }: Fragments<Arguments>) => sql`
    select c.id, d.id as config, d.enabled, d.delivery_targets as targets, d.delivery_secrets as secrets, c.changed,
      c.deleted, c.paused, c.event_type as "eventType", c.client_id as "clientId", c.limited, c.without_prices as "withoutPrices"
    from (
      select 'entitysync/' || id as id, delivery_config_id, sync_entity_changed as changed, sync_entity_deleted as deleted,
        paused, null as event_type, null as client_id, false as limited, false as without_prices
      from entity_sync_config where marketplace_id = ${m}
      union all select 'productsync', delivery_config_id, sync_product_changed, sync_product_deleted, paused, null, null,
        false, exclude_price_schedules from product_sync_config where marketplace_id = ${m}
      union all select 'ordersync', delivery_config_id, true, true, false, null, null, false, false
      from order_sync_config where marketplace_id = ${m}
      union all select 'inventory', delivery_config_id, true, true, false, null, null, limit_notifications, false
      from inventory_integration where marketplace_id = ${m}
      union all select 'errors', delivery_config_id, true, true, false, null, null, false, false
      from error_config where marketplace_id = ${m}
      union all select 'tracking/' || id, delivery_config_id, true, true, false, event_type, client_id, false, false
      from tracking_event where marketplace_id = ${m}
    ) c join delivery_config d on d.marketplace_id = ${m} and d.id = c.delivery_config_id
    where ${id}::text is null or c.id = ${id} order by c.id`,
);

/** Everything that a marketplace has told of something. */
export const readConsumers = (db: TenantDb): Promise<StoredConsumer[]> =>
  db.rows(found({ marketplaceId: db.marketplaceId, id: null }));

/** One consumer; undefined where there is none of the ID any more. */
export const findConsumer = (db: TenantDb, id: string): Promise<StoredConsumer | undefined> =>
  db.row(found({ marketplaceId: db.marketplaceId, id }));
