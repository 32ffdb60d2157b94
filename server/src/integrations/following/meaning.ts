import type { ObjectWrite } from "../../platform/changes/object-write.ts";
import { Json } from "../../platform/db/json.ts";
import type { Work } from "../../platform/work/work.ts";
import { type Consumer, consumers, entityConsumer } from "../outgoing/consumer.ts";
import type { What } from "../outgoing/message.ts";
import { recordIds } from "../telling/inventory-records.ts";
import { entityOf } from "./entity.ts";

type Key = ObjectWrite["key"];
type Values = Readonly<Record<string, unknown>>;

/** What a write means to a consumer: something to be told, about a subject. */
export interface Meaning {
  readonly subject: string;
  readonly what: What;
}

/** Products that a write of something else affects, by the columns that lead to them. */
export type Affected = Readonly<Record<string, string>>;

const text = (value: string | number | null | undefined): string => String(value ?? "");

/** What a deletion says beside the ID. */
const deletion = (kind: string, key: Key, id: string): Values => ({
  ...(kind === "category" && { CatalogID: key.catalog_id }),
  ID: id,
  // Number of the type of group: a buyer's.
  ...(kind === "buyerusergroup" && { UserGroupType: 0 }),
});

/** The ID that an object had before it got another one. */
function formerId({ key, before }: ObjectWrite): string | undefined {
  const was = (before as { ID?: string } | null | undefined)?.ID;
  return was !== undefined && was !== key.id ? was : undefined;
}

function* entityMeanings(write: ObjectWrite, { changed, deleted }: Consumer): Iterable<Meaning> {
  const { table, key, after } = write;
  const found = entityOf(table, key);
  if (found === undefined) return;
  const { kind, of } = found;
  const place = Object.values(of).join("/");
  const gone = after === null ? text(key.id) : formerId(write);
  if (gone !== undefined && deleted) {
    const ids = [...Object.values(of).slice(0, -1), gone];
    const what = { type: `entitysync.${kind}.deleted`, says: deletion(kind, key, gone), gone: ids };
    yield { subject: ids.join("/"), what };
  }
  if (after !== null && changed) yield { subject: place, what: { state: kind, of } };
}

/** Records are told of in order by product, since what is left of them is told by product. */
function* recordMeanings(write: ObjectWrite, { changed, deleted }: Consumer): Iterable<Meaning> {
  const { key, after } = write;
  const productID = text(key.product_id);
  const variantID = key.variant_id === null ? null : text(key.variant_id);
  const id = text(key.id);
  const gone = after === null ? id : formerId(write);
  if (gone !== undefined && deleted)
    yield {
      subject: productID,
      what: { state: "inventoryrecord.full", of: { productID }, gone: recordIds(productID, variantID, gone) },
    };
  if (after !== null && changed)
    yield {
      subject: productID,
      what: { state: "inventoryrecord", of: { productID, variantID, inventoryRecordID: id } },
    };
}

function* productMeanings(write: ObjectWrite, { changed, deleted }: Consumer): Iterable<Meaning> {
  const { table, key, after } = write;
  const own = table === "product";
  const id = own ? key.id : table === "variant" || table === "inventory_record" ? key.product_id : undefined;
  if (id === undefined || id === null) return;
  const gone = own ? (after === null ? text(id) : formerId(write)) : undefined;
  if (gone !== undefined && deleted)
    yield { subject: gone, what: { type: "product.deleted", says: { ProductId: gone }, gone: [gone] } };
  if ((!own || after !== null) && changed)
    yield { subject: text(id), what: { state: "product", of: { productID: text(id) } } };
}

/** Products whose messages a write changes though they were not written, by the columns that lead to them. */
export function affectedBy(write: ObjectWrite): Affected | undefined {
  const { table, key, before, after } = write;
  // Options come and go without anything having been before.
  if (table === "spec_option") return { spec_id: text(key.spec_id) };
  // What is new affects nothing yet, and what goes has let go of its products, which are noted by themselves.
  if (before === null || after === null) return undefined;
  switch (table) {
    case "product":
      return key.parent_id ? { parent_id: text(key.parent_id) } : undefined;
    case "price_schedule":
      return { price_schedule_id: text(key.id) };
    case "spec":
      return { spec_id: text(key.id) };
    case "category":
      return shownInProducts(write) ? { catalog_id: text(key.catalog_id), category_id: text(key.id) } : undefined;
    case "catalog":
      return formerId(write) === undefined ? undefined : { catalog_id: text(key.id) };
    default:
      return undefined;
  }
}

/** What products say of their categories. */
function shownInProducts({ before, after }: ObjectWrite): boolean {
  if (before === undefined || after === undefined) return true;
  const shown = (one: object | null) => ["ID", "Name", "ListOrder", "Active"].map((name) => (one as Values)[name]);
  return JSON.stringify(shown(before)) !== JSON.stringify(shown(after));
}

/** The parts of an order that its writes say something of. */
interface OrderState {
  readonly head: { readonly ID: string; readonly IsSubmitted: boolean };
  readonly lines?: readonly (Values & { readonly ID: string })[];
}

function* orderMeanings({ key, after }: ObjectWrite): Iterable<Meaning> {
  const orderID = text(key.id);
  if (after === null || (after !== undefined && !(after as OrderState).head.IsSubmitted)) return;
  yield { subject: orderID, what: { state: "order", of: { orderID } } };
}

const lineOf = (line: Values) =>
  JSON.stringify([line.Quantity, line.UnitPrice, line.Specs, line.xp, line.ShippingAddressID, line.InventoryRecordID]);

function* trackedMeanings(write: ObjectWrite, work: Work, { eventType, clientId }: Consumer): Iterable<Meaning> {
  const { table, key } = write;
  if (table === "session") {
    if (eventType === "UserLoggedIn" && key.client_id === clientId)
      yield { subject: text(key.user_key), what: { state: "session", of: { userKey: text(key.user_key) } } };
    return;
  }
  const { actor } = work;
  if (table !== "purchase_order" || actor.kind === "system" || actor.clientId !== clientId || !write.after) return;
  const before = write.before as OrderState | null | undefined;
  const after = write.after as OrderState;
  const orderID = text(key.id);
  if (eventType === "OrderSubmitted") {
    if (after.head.IsSubmitted && before?.head.IsSubmitted === false)
      yield { subject: orderID, what: { state: "order.submitted", of: { orderID } } };
    return;
  }
  if (after.head.IsSubmitted) return;
  const known = new Map((before?.lines ?? []).map((line) => [line.ID, lineOf(line)]));
  for (const line of after.lines ?? []) {
    const was = known.get(line.ID);
    const state = was === undefined ? "LineItemAdded" : was === lineOf(line) ? undefined : "LineItemUpdated";
    if (state !== eventType) continue;
    const name = state === "LineItemAdded" ? "line.added" : "line.updated";
    yield { subject: orderID, what: { state: name, of: { orderID, lineItemID: line.ID } } };
  }
}

interface Quantity {
  readonly QuantityAvailable: number | null;
  readonly NotificationPoint: number | null;
}

const parsed = (value: unknown): Quantity | null =>
  (value instanceof Json ? value.value : (value ?? null)) as Quantity | null;

/** The quantity that a row holds by itself, rather than as the sum of others. */
function quantityIn(table: string, row: object | null | undefined): Quantity | null {
  if (row === null || row === undefined) return null;
  if (table === "stock" || table === "inventory_record") return row as Quantity;
  const inventory = parsed((row as Values).Inventory) as
    | (Quantity & { Enabled?: boolean; VariantLevelTracking?: boolean })
    | null;
  if (table === "variant") return inventory;
  return inventory?.Enabled && !inventory.VariantLevelTracking ? inventory : null;
}

function* stockMeanings({ table, key, before, after }: ObjectWrite, { limited }: Consumer): Iterable<Meaning> {
  if (!["stock", "product", "variant", "inventory_record"].includes(table)) return;
  const now = quantityIn(table, after);
  if (now === null || now.QuantityAvailable === null) return;
  const was = quantityIn(table, before)?.QuantityAvailable ?? 0;
  const is = now.QuantityAvailable;
  const passes = (point: number): boolean => was > point !== is > point;
  const point = now.NotificationPoint;
  if (was === is || (limited && !passes(0) && (point === null || !passes(point)))) return;
  const productID = text(table === "product" ? key.id : key.product_id);
  const variantID = table === "variant" ? key.id : table === "product" ? null : key.variant_id;
  const recordID = table === "stock" ? key.record_id : table === "inventory_record" ? key.id : null;
  yield {
    subject: productID,
    what: {
      type: "inventory.updated",
      says: {
        ProductID: productID,
        VariantID: variantID ?? null,
        InventoryRecordID: recordID ?? null,
        QuantityAvailable: is,
        PreviousQuantityAvailable: was,
        NotificationPoint: point,
      },
    },
  };
}

const records = entityConsumer("inventoryrecord");

/** What a write means to a consumer (docs/behaviour/integrations.md §6 to §8). */
export function meanings(consumer: Consumer, work: Work, write: ObjectWrite): Iterable<Meaning> {
  const { id } = consumer;
  if (consumer.eventType !== null) return trackedMeanings(write, work, consumer);
  if (id === consumers.products) return productMeanings(write, consumer);
  if (id === consumers.orders) return write.table === "purchase_order" ? orderMeanings(write) : [];
  if (id === consumers.inventory) return stockMeanings(write, consumer);
  if (id === records) return write.table === "inventory_record" ? recordMeanings(write, consumer) : [];
  const found = entityOf(write.table, write.key);
  return found !== undefined && id === entityConsumer(found.kind) ? entityMeanings(write, consumer) : [];
}
