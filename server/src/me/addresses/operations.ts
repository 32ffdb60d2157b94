import {
  changesAddress,
  checkAddress,
  companyOf,
  type PeopleDependents,
  privateAddressTable,
} from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findVisible, listVisible } from "./store.ts";

const verbsWith = (dependents: readonly PeopleDependents[]) =>
  crud(
    new Resource(privateAddressTable, {
      prepare(work: UserWork, { draft, before }) {
        checkAddress(draft, "BuyerAddress");
        if (!draft.Shipping && !draft.Billing) throw apiError("BuyerAddress.MustBeBillingOrShipping");
        draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
      },
      async saved(work, { ID }, { draft, before }) {
        if (before === null || !changesAddress(draft, before)) return;
        const address = { company: companyOf(work), privateTo: work.actor.userKey, id: ID };
        for (const dependent of dependents) await dependent.changedAddress?.(work, address);
      },
    }),
    {
      idParam: "addressID",
      scope: ({ actor }) => ({
        columns: { buyer_id: actor.companyId, supplier_id: null, private_to: actor.userKey },
      }),
    },
  );

/** @throws ApiError NotFound for what the user cannot see, Address.CannotEditPublic for what was assigned to them. */
async function requireOwn({ db, actor }: UserWork, id: string): Promise<void> {
  const address = await findVisible(db, actor, id);
  if (address === undefined) throw notFound("Address", id);
  if (!address.Editable) throw apiError("Address.CannotEditPublic");
}

/** A user's own addresses and those assigned to them (docs/behaviour/parties.md §8). */
export function myAddressOperations(dependents: readonly PeopleDependents[]): Implementation[] {
  const verbs = verbsWith(dependents);
  return implementSome("Me", {
    ListAddresses: (call) => listVisible(call.db, call.actor, call.list),
    async GetAddress(call) {
      const address = await findVisible(call.db, call.actor, call.path.addressID);
      if (address === undefined) throw notFound("Address", call.path.addressID);
      return address;
    },
    CreateAddress: (call) => verbs.Create(call),
    async SaveAddress(call) {
      await requireOwn(call, call.path.addressID);
      return verbs.Save(call);
    },
    async PatchAddress(call) {
      await requireOwn(call, call.path.addressID);
      await verbs.Patch(call);
    },
    async DeleteAddress(call) {
      await requireOwn(call, call.path.addressID);
      await verbs.Delete(call);
    },
  });
}
