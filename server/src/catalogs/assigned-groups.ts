import type { PeopleDependents } from "../people/index.ts";
import { productAssignments } from "./placement/product-assignments.store.ts";

/** Consequences of a user group's deletion for the products that are assigned to it. */
export const assignedGroups: PeopleDependents = {
  deletingGroup: ({ db }, { key }) => productAssignments.removeGroup(db, key),
};
