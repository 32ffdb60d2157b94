import type { Implementation } from "../platform/operation/implement.ts";
import { incrementorOperations } from "./incrementors/operations.ts";
import { localeOperations } from "./locales/operations.ts";
import { xpIndexOperations } from "./xp-indices/operations.ts";

export { type Marketplace, Marketplaces } from "./marketplaces/store.ts";
export { AssignmentTable, type AssignmentTableOptions } from "./parties/assignment-table.ts";
export { ownerOf } from "./parties/owner.ts";
export {
  type Party,
  type PartyIds,
  type PartyLevel,
  type PartyRules,
  partyConditions,
  partyIds,
  resolveParty,
  userGroupId,
  userId,
} from "./parties/party.ts";

/** Operations on what belongs to the marketplace as a whole. */
export function seller(): Implementation[] {
  return [...incrementorOperations(), ...localeOperations(), ...xpIndexOperations()];
}
