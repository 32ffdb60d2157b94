import {
  addressOperations,
  type CompanyOf,
  groupOperations,
  marketplaceItself,
  type People,
  type PeopleDependents,
  userOperations,
} from "../people/index.ts";
import { type Implementation, implement } from "../platform/operation/implement.ts";

const companyOf: CompanyOf = () => marketplaceItself;

/** The marketplace's own users, groups and addresses. Who may change them, the contract says. */
export function adminPeople(people: People, dependents: readonly PeopleDependents[]): Implementation[] {
  return [
    ...implement("AdminUsers", userOperations(people, companyOf, dependents)),
    ...implement("AdminUserGroups", groupOperations(companyOf, dependents)),
    ...implement("AdminAddresses", addressOperations(companyOf, dependents)),
  ];
}
