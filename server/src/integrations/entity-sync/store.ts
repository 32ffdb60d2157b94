import { Table } from "../../platform/crud/table.ts";
import { apiError } from "../../platform/errors/api-error.ts";

export const entitySyncTable = new Table("entity_sync_config", "EntitySyncConfig", {
  violations: { entity_sync_config_pkey: () => apiError("EntitySyncConfig.OnlyOneConfigPerMarketplace") },
});
