import { Table } from "../../platform/crud/table.ts";
import { apiError } from "../../platform/errors/api-error.ts";

export const errorConfigTable = new Table("error_config", "ErrorConfig");

export const inventoryIntegrationTable = new Table("inventory_integration", "InventoryIntegration");

export const orderSyncTable = new Table("order_sync_config", "OrderSyncConfig", {
  violations: { order_sync_config_pkey: () => apiError("OrderSyncConfig.OnlyOneConfigPerMarketplace") },
});

export const productSyncTable = new Table("product_sync_config", "ProductSyncConfig", {
  violations: { product_sync_config_pkey: () => apiError("ProductSyncConfig.OnlyOneConfigPerMarketplace") },
});

/** ID of the one row that a marketplace has in each of these tables. */
export const onlyRow = "only";
