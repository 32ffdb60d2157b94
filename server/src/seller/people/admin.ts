import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { addressOperations } from "./addresses/operations.ts";
import { type CompanyOf, marketplaceItself, type PeopleDependents } from "./company.ts";
import { groupOperations } from "./groups/operations.ts";
import { userOperations } from "./users/operations.ts";

const companyOf: CompanyOf = () => marketplaceItself;

/** The marketplace's own users, groups and addresses. Who may change them, the contract says. */
export function adminPeople(dependents: readonly PeopleDependents[]): Implementation[] {
  return [
    ...implement("AdminUsers", userOperations(companyOf, dependents)),
    ...implement("AdminUserGroups", groupOperations(companyOf, dependents)),
    ...implement("AdminAddresses", addressOperations(companyOf, dependents)),
  ];
}
