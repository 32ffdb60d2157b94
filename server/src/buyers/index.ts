import type { Implementation } from "../platform/operation/implement.ts";
import type { PeopleDependents } from "../seller/index.ts";
import { buyerOperations } from "./buyers/operations.ts";
import type { DefaultCatalogs } from "./default-catalog.ts";
import { buyerAddressOperations } from "./people/addresses.ts";
import { buyerUserGroupOperations } from "./people/user-groups.ts";
import { buyerUserOperations } from "./people/users.ts";

export { buyerOf } from "./access.ts";
export type { DefaultCatalogs } from "./default-catalog.ts";
export { listSellersOf } from "./sellers/sellers.ts";

/** Operations on buyers and what belongs to them. */
export function buyers(parts: {
  readonly catalogs: DefaultCatalogs;
  readonly dependents?: readonly PeopleDependents[];
}): Implementation[] {
  const { catalogs, dependents = [] } = parts;
  return [
    ...buyerOperations(catalogs),
    ...buyerUserOperations(dependents),
    ...buyerUserGroupOperations(dependents),
    ...buyerAddressOperations(dependents),
  ];
}
