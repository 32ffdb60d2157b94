import { groupOperations, type PeopleDependents } from "../../people/index.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { buyerCompany } from "./users.ts";

/** Groups of a buyer's users (docs/behaviour/parties.md §2.1). */
export function buyerUserGroupOperations(dependents: readonly PeopleDependents[]): Implementation[] {
  return implement("UserGroups", groupOperations(buyerCompany, dependents));
}
