import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import {
  type Company,
  type CompanyOf,
  companyIn,
  companyScope,
  type Known,
  type PeopleDependents,
} from "../company/company.ts";
import { changesAddress, checkAddress } from "./rules.ts";
import { addressTable, findAddress } from "./store.ts";

/** An address of a company by ID; private ones do not count. @throws ApiError NotFound */
export async function requireAddress(work: Work, company: Company, id: string): Promise<Known> {
  const address = await findAddress(work.db, company, id);
  if (address === undefined) throw notFound("Address", id);
  return address;
}

/**
 * The operations on addresses that are the same for marketplace, buyers and suppliers (docs/behaviour/parties.md §3).
 */
export function addressOperations(companyOf: CompanyOf, dependents: readonly PeopleDependents[]) {
  return crud(
    new Resource(addressTable, {
      prepare(work, { draft, before }) {
        checkAddress(draft);
        draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
      },
      async saved(work, { ID }, { draft, before, scope }) {
        if (before === null || !changesAddress(draft, before)) return;
        const address = { company: companyIn(scope), privateTo: null, id: ID };
        for (const dependent of dependents) await dependent.changedAddress?.(work, address);
      },
      async deleting(work, object, scope) {
        const address = await requireAddress(work, companyIn(scope), object.ID);
        for (const dependent of dependents) await dependent.deletingAddress?.(work, address);
      },
    }),
    {
      idParam: "addressID",
      scope: async (call, intent) => companyScope(await companyOf(call, intent)),
    },
  );
}
