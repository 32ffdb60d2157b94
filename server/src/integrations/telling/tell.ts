import type { OperationId } from "@orderwell/contract";
import { ApiError } from "../../platform/errors/api-error.ts";
import type { ReadObject } from "../../platform/operation/read-replies.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Consumer } from "../outgoing/consumer.ts";
import { type Message, namespace, type Said, type UserContext, type What } from "../outgoing/message.ts";
import { tellAllRecords, tellRecord } from "./inventory-records.ts";
import { kinds } from "./kinds.ts";
import { tellLine, tellOrder, tellSubmission } from "./orders.ts";
import { tellProduct } from "./products.ts";
import { asReplied } from "./replied.ts";
import { tellSession } from "./sessions.store.ts";

/** Reads an object by the operation that replies with it; undefined where there is none. */
async function readObject(
  work: UserWork,
  read: ReadObject,
  operation: OperationId,
  path: Readonly<Record<string, string | null>>,
): Promise<unknown> {
  try {
    return await read(operation, work, path);
  } catch (error) {
    if (error instanceof ApiError && error.code === "NotFound") return undefined;
    throw error;
  }
}

const entities = new Map(kinds.flatMap(({ name, telling }) => (telling ? [[name, telling] as const] : [])));

async function said(work: UserWork, read: ReadObject, consumer: Consumer, what: What): Promise<Said | undefined> {
  if ("type" in what) return what;
  const { state, of } = what;
  const entity = entities.get(state);
  if (entity !== undefined) {
    const object = await readObject(work, read, entity.read, of);
    if (object === undefined) return undefined;
    const says = entity.says(asReplied(entity.model, object));
    const places = Object.values(of).slice(0, -1).map(String);
    return { type: `entitysync.${state}.updated`, says, objects: [{ ids: [...places, String(says.ID)], says }] };
  }
  const id = (name: string): string => of[name] ?? "";
  switch (state) {
    case "inventoryrecord":
      return tellRecord(work.db, id("productID"), of.variantID, id("inventoryRecordID"));
    case "inventoryrecord.full":
      return tellAllRecords(work.db, id("productID"), what.gone !== undefined);
    case "product":
      return tellProduct(work, id("productID"), consumer.withoutPrices);
    case "order":
      return tellOrder(work, id("orderID"));
    case "order.submitted":
      return tellSubmission(work, id("orderID"));
    case "line.added":
    case "line.updated":
      return tellLine(work, state, id("orderID"), id("lineItemID"));
    case "session":
      return tellSession(work, Number(id("userKey")));
    default:
      throw new Error(`Nothing tells of ${state}`);
  }
}

/** The message about something; undefined where it is gone. */
export async function tell(
  work: UserWork,
  read: ReadObject,
  consumer: Consumer,
  user: UserContext,
  what: What,
): Promise<Message | undefined> {
  const found = await said(work, read, consumer, what);
  if (found === undefined) return undefined;
  const objects = what.gone === undefined ? found.objects : [{ ids: what.gone, says: null }];
  return {
    type: `${namespace}${found.type}`,
    payload: { UserContext: found.user ?? user, ...found.says },
    ...(objects && { objects }),
  };
}
