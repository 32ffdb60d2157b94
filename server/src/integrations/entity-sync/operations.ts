import { models } from "@orderwell/contract";
import { Singleton } from "../../platform/crud/singleton.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { parseJson } from "../../platform/json/parse-json.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { nameDeliveryConfig } from "../delivery-configs/named.ts";
import { type Kind, kinds, type Telling } from "./kinds.ts";
import { message } from "./message.ts";
import { entitySyncTable, findSynchronization } from "./store.ts";

/** Reads an object as an operation of a domain beneath replies with it. @throws ApiError NotFound */
export type ReadObject = (operation: Telling["read"], call: Call) => Promise<unknown>;

/** Deliveries of changes of users, companies, catalogs and what is in them (docs/behaviour/integrations.md §6). */
export function entitySyncOperations(read: ReadObject): Implementation[] {
  return kinds.flatMap((kind) => [...configuration(kind), ...byHand(kind, read)]);
}

const resource = "EntitySynchronization";

const configs = new Singleton(entitySyncTable, { prepare: nameDeliveryConfig });

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

const writer = new ReplyWriter(models);

/** The operation that delivers the present state of one object. */
function byHand({ name, telling }: Kind, read: ReadObject): Implementation[] {
  if (telling === undefined) return [];
  const { operation, path, model, disabled, says } = telling;
  return implementSome(resource, {
    async [operation](call: Call) {
      // Held until the commit, so that who asks later tells of a later state, and is heard later.
      const synchronization = await findSynchronization(call.db, name, true);
      if (synchronization === undefined || synchronization.paused) throw apiError(disabled);
      if (!synchronization.enabled) throw apiError("DeliveryConfig.ConfigurationDisabled");
      const targets = synchronization.targets.value as { readonly Http?: object | null };
      if (!targets.Http) throw apiError("NotImplemented", { Operation: call.operation });
      const asked = call.body as unknown as Readonly<Record<string, string>>;
      const found = await read(
        telling.read,
        Object.assign(Object.create(call) as Call, {
          path: Object.fromEntries(Object.entries(path).map(([param, property]) => [param, asked[property]])),
        }),
      );
      const object = parseJson(writer.object(model, found)) as Readonly<Record<string, unknown>>;
      const place = Object.values(path).map((property) => String(asked[property]).toLowerCase());
      await call.announce("EntityState", `entitysync/${name}/${place.join("/")}`, {
        kind: name,
        deliveryConfig: synchronization.id,
        body: message(`entitysync.${name}.updated`, call.actor.userId, says(object)),
      });
    },
  });
}
