import {
  addressOperations,
  type CompanyOf,
  groupOperations,
  type People,
  type PeopleDependents,
  userOperations,
} from "../../people/index.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { supplierOf } from "../suppliers/access.ts";

const supplierCompany: CompanyOf = async (call, intent) => ({
  buyerId: null,
  supplierId: await supplierOf(call, pathOf(call, "supplierID"), intent),
});

/** Users, groups and addresses of suppliers (docs/behaviour/parties.md §2, §3). */
export function supplierPeople(people: People, dependents: readonly PeopleDependents[]): Implementation[] {
  return [
    ...implement("SupplierUsers", userOperations(people, supplierCompany, dependents)),
    ...implement("SupplierUserGroups", groupOperations(supplierCompany, dependents)),
    ...implement("SupplierAddresses", addressOperations(supplierCompany, dependents)),
  ];
}
