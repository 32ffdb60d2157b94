import { recordsDocument } from "../../catalogs/index.ts";
import { invalidate } from "../../platform/cache-invalidation.ts";
import { Singleton } from "../../platform/crud/singleton.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { ReadObject } from "../../platform/operation/read-replies.ts";
import { nameDeliveryConfig } from "../delivery-configs/named.ts";
import { announceByHand } from "../following/by-hand.ts";
import { entityConsumer, followersChannel } from "../outgoing/consumer.ts";
import { inventoryRecords, type Kind, kinds } from "../telling/kinds.ts";
import { entitySyncTable } from "./store.ts";

/** Deliveries of changes of users, companies, catalogs and what is in them (docs/behaviour/integrations.md §6). */
export function entitySyncOperations(read: ReadObject): Implementation[] {
  return [...kinds.flatMap((kind) => [...configuration(kind), ...byHand(kind, read)]), ...recordByHand];
}

const resource = "EntitySynchronization";

const configs = new Singleton(entitySyncTable, {
  prepare: nameDeliveryConfig,
  written: (work) => invalidate(work, followersChannel),
});

type ConfigCall = Call<"EntitySynchronization.SaveBuyers">;

/** The four operations on the configuration of a kind. */
function configuration({ name, operations: { get, save, patch, remove } }: Kind): Implementation[] {
  return implementSome(resource, {
    [get]: (call: ConfigCall) => configs.get(call, name),
    [save]: (call: ConfigCall) => configs.replace(call, name, call.body),
    [patch]: (call: ConfigCall) => configs.patch(call, name, call.body),
    [remove]: (call: ConfigCall) => configs.remove(call, name),
  });
}

/** The operation that delivers the present state of one object. */
function byHand({ name, disabled, telling }: Kind, read: ReadObject): Implementation[] {
  if (telling === undefined) return [];
  const { operation, path } = telling;
  return implementSome(resource, {
    async [operation](call: Call) {
      const asked = call.body as unknown as Readonly<Record<string, string>>;
      const of = Object.fromEntries(
        Object.entries(path).map(([param, property]) => [param, String(asked[property])] as const),
      );
      await announceByHand(call, {
        consumer: entityConsumer(name),
        disabled,
        subject: Object.values(of).join("/"),
        what: { state: name, of },
      });
      // Whether there is such an object comes last: nothing is announced of one that is not there.
      await read(telling.read, call, of);
    },
  });
}

/** Delivers the present state of one inventory record, of the product itself or of the first variant that has one of the ID. */
const recordByHand = implementSome(resource, {
  async SyncInventoryRecord(call) {
    const { ProductID, InventoryRecordID } = call.body;
    await announceByHand(call, {
      consumer: entityConsumer(inventoryRecords.name),
      disabled: inventoryRecords.disabled,
      subject: ProductID,
      what: { state: "inventoryrecord", of: { productID: ProductID, inventoryRecordID: InventoryRecordID } },
    });
    const found = await recordsDocument(call.db, ProductID);
    if (found === undefined) throw notFound("Product", ProductID);
    if (!found.records.some(({ record }) => sameId(record.ID, InventoryRecordID)))
      throw notFound("InventoryRecord", InventoryRecordID);
  },
});
