export { AssignmentTable, type AssignmentTableOptions } from "./assignment-table.ts";
export { type Party, type PartyIds, type PartyLevel, type PartyRules, partyIds, resolveParty } from "./party.ts";
