import type { Implementation } from "../platform/operation/implement.ts";
import { productOperations } from "./products/operations.ts";

/** What callers do for themselves. */
export function me(): Implementation[] {
  return [...productOperations()];
}
