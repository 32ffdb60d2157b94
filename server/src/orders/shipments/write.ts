import type { Address, Shipment } from "@orderwell/contract";
import { Resource } from "../../platform/crud/resource.ts";
import type { Row } from "../../platform/db/json.ts";
import { invalidProperty } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import type { AddressCopy } from "../addresses/addresses.store.ts";
import { oneTimeAddress } from "../addresses/rules.ts";
import { inCents } from "../aggregate/amounts.ts";
import { tellOf } from "../news/news.ts";
import { followItems, followSending } from "./follow.ts";
import { hasItems } from "./items.store.ts";
import { lockOrdersOf } from "./linked-orders.store.ts";
import { buyerFor, ownerFor, shipFrom, shipTo } from "./parties.store.ts";
import { requireShipment, shipmentTable, storeAddress } from "./shipment-row.store.ts";

/** Everything on a shipment is of one buyer, who stays once something is. */
async function checkBuyer({ db }: Work, before: Shipment, buyerId: string | null): Promise<void> {
  if (before.BuyerID === buyerId) return;
  if (await hasItems(db, before.ID))
    throw invalidProperty("Shipment", "BuyerID", "BuyerID cannot change while the shipment has items.");
}

/** A one-time address stays while the ID beside it stays empty; an ID that is cleared takes its copy along. */
async function address(
  given: string | null,
  before: string | null | undefined,
  copy: Shipment["FromAddress"],
  find: (id: string) => Promise<AddressCopy>,
): Promise<{ id: string | null; copy: Shipment["FromAddress"] }> {
  if ((given || null) === (before ?? null)) return { id: before ?? null, copy };
  if (!given) return { id: null, copy: null };
  const found = await find(given);
  return { id: found.id, copy: found.copy.value as Address };
}

/** The plain operations on shipments; writes to one that exists lock it with `requireShipment` first. */
export const shipments = new Resource(shipmentTable, {
  async prepare(work: UserWork, { draft, before }) {
    const stays = before !== null && (!draft.BuyerID || draft.BuyerID === before.BuyerID);
    draft.BuyerID = stays ? before.BuyerID : await buyerFor(work, draft.BuyerID);
    if (before !== null) await checkBuyer(work, before, draft.BuyerID);
    draft.Cost = inCents(draft.Cost);
    const from = await address(draft.FromAddressID, before?.FromAddressID, before?.FromAddress ?? null, (id) =>
      shipFrom(work, before?.OwnerID ?? draft.OwnerID, id),
    );
    draft.FromAddressID = from.id;
    draft.FromAddress = from.copy;
    const to = await address(draft.ToAddressID, before?.ToAddressID, before?.ToAddress ?? null, (id) =>
      shipTo(work.db, stays ? { shipmentId: before.ID } : { buyerId: draft.BuyerID }, id),
    );
    draft.ToAddressID = to.id;
    draft.ToAddress = to.copy;
  },
  async columns(work: UserWork, { draft, before }) {
    // The stored buyer stays as it is unless another takes its place: the one that is shown may be gone.
    if (before?.BuyerID === draft.BuyerID) return {};
    const owner = before === null ? await ownerFor(work, draft.OwnerID, draft.BuyerID) : {};
    return { ...owner, buyer_id: draft.BuyerID };
  },
  async saved(work, after, { before }) {
    if (before === null || (before.DateShipped === null) === (after.DateShipped === null)) return;
    const orders = await lockOrdersOf(work.db, after.ID);
    await followSending(work, orders, after.DateShipped !== null);
    if (after.DateShipped !== null)
      for (const id of orders) await tellOf(work, { ID: id }, [{ type: "ShipmentCreated" }], { shipment: after.ID });
  },
});

/** Deletes a shipment; orders that it had completed open again. */
export async function deleteShipment(work: UserWork, id: string): Promise<void> {
  const { db, actor } = work;
  const shipment = await requireShipment(db, actor, id);
  const orders = await lockOrdersOf(db, shipment.id);
  await shipmentTable.remove(db, {}, shipment.id);
  await followItems(work, orders, "reopen");
}

/** Gives a shipment an address that is in no address book. */
export async function setAddress(
  { db, actor }: UserWork,
  id: string,
  side: "from" | "to",
  body: Readonly<Partial<Address>>,
): Promise<Row<Shipment>> {
  const copy = oneTimeAddress(body);
  const shipment = await requireShipment(db, actor, id);
  return storeAddress(db, shipment.id, side, copy);
}
