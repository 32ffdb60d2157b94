export { type Marketplace, Marketplaces } from "./marketplaces/store.ts";
export { AssignmentTable, type AssignmentTableOptions } from "./parties/assignment-table.ts";
export {
  levelOf,
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
