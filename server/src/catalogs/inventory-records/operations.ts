import { isDeepStrictEqual } from "node:util";
import type { InventoryRecord } from "@orderwell/contract";
import { partyIds, resolveParty } from "../../parties/index.ts";
import { requireAddress } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { type Change, Resource } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, notFound, refuse } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { requireOwner, resolveOwner } from "../ownership/rules.ts";
import { type RecordPath, type Records, recordsOf } from "./access.ts";
import { withoutAddresses } from "./addresses.ts";
import { levelFinding } from "./rules.ts";
import { followRecord, hasRecords, ofRecords, recordAssignments, recordKey, records } from "./store.ts";

/** Knowledge of inventory records that the domain of orders has; the application supplies it. */
export interface DrawnRecords {
  /** Tells whether a line of an open or pending order draws on one of the records of these keys. */
  drawnOn(work: Pick<Work, "db">, recordKeys: readonly number[]): Promise<boolean>;
}

type Prepared = { readonly addressKey: number };

/** The records of one place, for the one request that writes there. */
const writable = ({ product, place }: Records, drawn: DrawnRecords) =>
  new Resource<InventoryRecord, Prepared, UserWork>(records, {
    async prepare(work, { draft, before }: Change<InventoryRecord>) {
      const { db } = work;
      if (before === null) refuse(levelFinding(product, place.variantId !== null, await hasRecords(db, product.id)));
      else requireOwner(work, before, "Product.CannotModify");
      await resolveOwner(work, draft, before);
      const supplierId = draft.OwnerID === db.marketplaceId ? null : draft.OwnerID;
      const address = await requireAddress(work, { buyerId: null, supplierId }, draft.AddressID);
      draft.AddressID = address.id;
      // What is written back as it was read has not changed.
      if (before === null || !isDeepStrictEqual(draft, before)) draft.LastUpdated = formatInstant(work.now);
      return { addressKey: address.key };
    },
    columns: (_work, _change, { addressKey }) => ({ address_key: addressKey }),
    saved: async (work, after, { before }) => {
      if (after.LastUpdated !== before?.LastUpdated) await followRecord(work, place);
    },
    async deleting(work, record) {
      requireOwner(work, record, "Product.CannotModify");
      if (await drawn.drawnOn(work, [await recordKey(work.db, place, record.ID)]))
        throw apiError("InventoryRecord.OpenOrdersExist");
    },
    deleted: (work) => followRecord(work, place),
  });

type AnyCall = UserWork & { readonly path: RecordPath & { readonly inventoryRecordID?: string } };

/** Reads of the records of products, or of variants. */
const reading = crud(new Resource<InventoryRecord, void, UserWork>(records), {
  idParam: "inventoryRecordID",
  scope: async (call) => (await recordsOf(call, call.path as unknown as RecordPath, "read")).scope,
});

/** The six plain operations at either level. */
function verbs(drawn: DrawnRecords) {
  const at = async (call: AnyCall) => {
    const found = await recordsOf(call, call.path, "write");
    return { resource: writable(found, drawn), scope: found.scope, id: call.path.inventoryRecordID ?? "" };
  };
  return {
    async List(call: Call<"InventoryRecords.List"> | Call<"InventoryRecords.ListVariant">) {
      const page = await reading.List(call as Call<"InventoryRecords.List">);
      return call.query.includeAddress === false ? withoutAddresses(page) : page;
    },
    Get: reading.Get,
    async Create(call: AnyCall & { readonly body: Partial<InventoryRecord> }) {
      const { resource, scope } = await at(call);
      return resource.create(call, scope, call.body);
    },
    async Save(call: AnyCall & { readonly body: Partial<InventoryRecord> }) {
      const { resource, scope, id } = await at(call);
      return resource.replace(call, scope, id, call.body);
    },
    async Patch(call: AnyCall & { readonly body: Partial<InventoryRecord> }) {
      const { resource, scope, id } = await at(call);
      return resource.patch(call, scope, id, call.body);
    },
    async Delete(call: AnyCall) {
      const { resource, scope, id } = await at(call);
      await resource.remove(call, scope, id);
    },
  };
}

/** Internal key of a record whose users the caller is about to change. @throws ApiError NotFound, Product.CannotModify */
async function assignable(work: UserWork, path: RecordPath, id: string): Promise<number> {
  const { scope, place } = await recordsOf(work, path, "write");
  const record = await records.find(work.db, scope, id);
  if (record === undefined) throw notFound("InventoryRecord", id);
  requireOwner(work, record, "Product.CannotModify");
  return recordKey(work.db, place, record.ID);
}

type Methods = "ListAssignments" | "SaveAssignment" | "DeleteAssignment";
type AssignmentCall<Method extends Methods> = Pick<Call<`InventoryRecords.${Method}`>, "query" | "body" | "list"> &
  UserWork & { readonly path: RecordPath };

/** Who may draw on records that are not for all buyers. */
const assignments = {
  async ListAssignments(call: AssignmentCall<"ListAssignments">) {
    const { scope } = await recordsOf(call, call.path, "read");
    const { level, inventoryRecordID } = call.query;
    return recordAssignments.list(call, partyIds(call.query), level, ofRecords(call.db, scope, inventoryRecordID));
  },

  async SaveAssignment(call: AssignmentCall<"SaveAssignment">) {
    const { InventoryRecordID, BuyerID, UserGroupID } = call.body;
    const record = await assignable(call, call.path, InventoryRecordID);
    const party = await resolveParty(call, { BuyerID, UserGroupID }, recordAssignments.rules);
    await recordAssignments.save(call.db, { record_key: record }, party);
  },

  async DeleteAssignment(call: AssignmentCall<"DeleteAssignment"> & AnyCall) {
    const id = call.path.inventoryRecordID ?? "";
    const record = await assignable(call, call.path, id);
    const party = await resolveParty(call, partyIds(call.query), recordAssignments.rules);
    if (!(await recordAssignments.remove(call.db, { record_key: record }, party)))
      throw notFound("InventoryRecordAssignment", id);
  },
};

/** Stock of products and variants by address, and who may draw on it (docs/behaviour/inventory.md §2). */
export function inventoryRecordOperations(drawn: DrawnRecords): Implementation[] {
  const { List, Get, Create, Save, Patch, Delete } = verbs(drawn);
  const { ListAssignments, SaveAssignment, DeleteAssignment } = assignments;
  return implement("InventoryRecords", {
    List,
    Get,
    Create,
    Save,
    Patch,
    Delete,
    ...assignments,
    ListVariant: List,
    GetVariant: Get,
    CreateVariant: Create,
    SaveVariant: Save,
    PatchVariant: Patch,
    DeleteVariant: Delete,
    ListVariantAssignments: ListAssignments,
    SaveVariantAssignment: SaveAssignment,
    DeleteVariantAssignment: DeleteAssignment,
  });
}
