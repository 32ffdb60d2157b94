import type { Implementation } from "../platform/operation/implement.ts";
import { myAddressOperations } from "./addresses/operations.ts";
import { catalogOperations } from "./catalogs/operations.ts";
import { productOperations } from "./products/operations.ts";
import { profileOperations } from "./profile/operations.ts";

/** Operations on what the user behind the token is, sees and owns. */
export function me(): Implementation[] {
  return [...profileOperations(), ...myAddressOperations(), ...productOperations(), ...catalogOperations()];
}
