import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import type { Credentials } from "../outgoing/service-call.ts";

export const promotionIntegrationTable = new Table("promotion_integration", "PromotionIntegration");

/** The service of promotions as it is called. */
export interface PromotionTarget extends Credentials {
  readonly marketplaceId: string;
  readonly url: string | null;
}

export const findPromotionTarget = (db: TenantDb): Promise<PromotionTarget | undefined> =>
  db.row(
    tables
      .selectFrom("promotion_integration")
      .select([
        "marketplace_id as marketplaceId",
        "url",
        "hash_key as hashKey",
        "custom_auth_header_name as headerName",
        "custom_auth_header_value as headerValue",
      ])
      .where("marketplace_id", "=", db.marketplaceId),
  );
