export { AssignmentTable, type AssignmentTableOptions } from "./assignment-table.ts";
export { refuseMarketplaceId } from "./company-id.ts";
export { ownerOf } from "./owner.ts";
export { type Party, type PartyIds, type PartyLevel, type PartyRules, partyIds, resolveParty } from "./party.ts";
export { callerMaySellTo, maySellTo } from "./selling.ts";
