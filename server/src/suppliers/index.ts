import type { People, PeopleDependents } from "../people/index.ts";
import type { Implementation } from "../platform/operation/implement.ts";
import { sellerApprovingGroups } from "../seller/index.ts";
import { supplierPeople } from "./people/operations.ts";
import { supplierOperations } from "./suppliers/operations.ts";
import type { SuppliedProducts } from "./suppliers/supplied-products.ts";

export type { SuppliedProducts } from "./suppliers/supplied-products.ts";

/** Operations on suppliers and what belongs to them. */
export function suppliers(parts: {
  readonly products: SuppliedProducts;
  readonly people: People;
  readonly dependents?: readonly PeopleDependents[];
}): Implementation[] {
  const { products, people, dependents = [] } = parts;
  return [
    ...supplierOperations(products, dependents),
    ...supplierPeople(people, [sellerApprovingGroups, ...dependents]),
  ];
}
