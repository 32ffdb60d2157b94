import { invalidate } from "../../platform/cache-invalidation.ts";
import { Singleton, singletonVerbs } from "../../platform/crud/singleton.ts";
import type { Table } from "../../platform/crud/table.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { ReadObject } from "../../platform/operation/read-replies.ts";
import { type DeliveryRefusals, nameDeliveryConfig } from "../delivery-configs/named.ts";
import { announceByHand } from "../following/by-hand.ts";
import { failure } from "../following/failures.ts";
import { consumers, followersChannel } from "../outgoing/consumer.ts";
import { errorConfigTable, inventoryIntegrationTable, onlyRow, orderSyncTable, productSyncTable } from "./store.ts";

/** The object of a table that says where something goes, of which a marketplace has one. */
const delivered = <Model extends { DeliveryConfigID: string }>(table: Table<Model>, refusals?: DeliveryRefusals) =>
  singletonVerbs(
    new Singleton(table, {
      prepare: (work, draft, before) => nameDeliveryConfig(work, draft, before, refusals),
      written: (work) => invalidate(work, followersChannel),
    }),
    onlyRow,
  );

/**
 * What a marketplace has one of each, that says where orders, products, stock and failures are told of
 * (docs/behaviour/integrations.md §6, §8).
 */
export function singletonOperations(read: ReadObject): Implementation[] {
  const disabled = () => apiError("ErrorConfig.DeliveryConfigDisabled");
  const errorConfigs = delivered(errorConfigTable, { disabled });
  return [
    ...implement("InventoryIntegrations", delivered(inventoryIntegrationTable)),
    ...implement("OrderSynchronization", delivered(orderSyncTable)),
    ...implement("ProductSynchronization", {
      ...delivered(productSyncTable),
      async Sync(call) {
        const of = { productID: call.body.ProductID };
        await announceByHand(call, {
          consumer: consumers.products,
          disabled: "Synchronize.ProductSyncNotEnabled",
          subject: of.productID,
          what: { state: "product", of },
        });
        // Nothing is announced of one that is not there.
        await read("Products.Get", call, of);
      },
    }),
    ...implement("ErrorConfigs", {
      ...errorConfigs,
      async Validate(call) {
        await errorConfigs.Get(call);
        await announceByHand(call, {
          consumer: consumers.errors,
          disabled: "ErrorConfig.DeliveryConfigDisabled",
          off: "ErrorConfig.DeliveryConfigDisabled",
          subject: "validate",
          what: failure({ StatusCode: 200, ErrorCode: "Validation", Message: "This is a test.", Data: null }),
        });
      },
    }),
  ];
}
