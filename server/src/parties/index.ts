export { AssignmentTable, type AssignmentTableOptions } from "./assignment-table.store.ts";
export type { Party, PartyIds, PartyLevel, PartyRules } from "./party.store.ts";
export { partyIds, resolveParty } from "./party.ts";
