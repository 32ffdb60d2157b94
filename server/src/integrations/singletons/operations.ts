import { Singleton, singletonVerbs } from "../../platform/crud/singleton.ts";
import type { Table } from "../../platform/crud/table.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement, implementSome } from "../../platform/operation/implement.ts";
import { type DeliveryRefusals, nameDeliveryConfig } from "../delivery-configs/named.ts";
import { errorConfigTable, inventoryIntegrationTable, onlyRow, orderSyncTable, productSyncTable } from "./store.ts";

/** The object of a table that says where something goes, of which a marketplace has one. */
const delivered = <Model extends { DeliveryConfigID: string }>(table: Table<Model>, refusals?: DeliveryRefusals) =>
  singletonVerbs(
    new Singleton(table, { prepare: (work, draft, before) => nameDeliveryConfig(work, draft, before, refusals) }),
    onlyRow,
  );

/**
 * What a marketplace has one of each, that says where orders, products, stock and failures are told of
 * (docs/behaviour/integrations.md §6, §8).
 */
export function singletonOperations(): Implementation[] {
  const disabled = () => apiError("ErrorConfig.DeliveryConfigDisabled");
  return [
    ...implement("InventoryIntegrations", delivered(inventoryIntegrationTable)),
    ...implement("OrderSynchronization", delivered(orderSyncTable)),
    ...implementSome("ProductSynchronization", delivered(productSyncTable)),
    ...implementSome("ErrorConfigs", delivered(errorConfigTable, { disabled })),
  ];
}
