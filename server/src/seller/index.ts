import type { Implementation } from "../platform/operation/implement.ts";
import { sellerApprovalRuleOperations, sellerApprovingGroups } from "./approval-rules/operations.ts";
import { incrementorOperations } from "./incrementors/operations.ts";
import { localeOperations } from "./locales/operations.ts";
import { adminPeople } from "./people/admin.ts";
import type { PeopleDependents } from "./people/company.ts";
import { xpIndexOperations } from "./xp-indices/operations.ts";

export { approvingGroup, approvingGroupId, keepsApprovingGroups } from "./approval-rules/approving-group.ts";
export { sellerApprovingGroups } from "./approval-rules/operations.ts";
export { deleteLocalesOf } from "./locales/operations.ts";
export { type Marketplace, Marketplaces } from "./marketplaces/store.ts";
export { AssignmentTable, type AssignmentTableOptions } from "./parties/assignment-table.ts";
export { refuseMarketplaceId } from "./parties/company-id.ts";
export {
  type Party,
  type PartyIds,
  type PartyLevel,
  type PartyRules,
  partyIds,
  resolveParty,
} from "./parties/party.ts";
export { callerMaySellTo, maySellTo } from "./parties/selling.ts";
export { addressOperations, requireAddress } from "./people/addresses/operations.ts";
export { checkAddress } from "./people/addresses/rules.ts";
export {
  type Company,
  type CompanyOf,
  companyOf,
  companyScope,
  type Known,
  type PeopleDependents,
  pathOf,
  type UserMove,
} from "./people/company.ts";
export { groupOperations } from "./people/groups/operations.ts";
export { groupTable, hasMember } from "./people/groups/store.ts";
export { announceMessage, type Message, messageTypes } from "./people/messages.ts";
export { changePassword } from "./people/passwords/change.ts";
export { hasExpired, insecurePassword, isSecure, lockedUntil, strictest } from "./people/passwords/rules.ts";
export { availableRoles, effectiveLocale, passwordConfigs } from "./people/users/expressions.ts";
export { moveBetweenBuyers } from "./people/users/move.ts";
export { announceNewUser, userOperations } from "./people/users/operations.ts";
export {
  announceUserChange,
  chosenPassword,
  completeUser,
  givenPassword,
  givesPassword,
} from "./people/users/rules.ts";
export { revokeTokens, userByKey, userColumns, userTable } from "./people/users/store.ts";

/** Operations on what belongs to the marketplace as a whole. */
export function seller(parts: { readonly dependents?: readonly PeopleDependents[] } = {}): Implementation[] {
  return [
    ...incrementorOperations(),
    ...localeOperations(),
    ...xpIndexOperations(),
    ...sellerApprovalRuleOperations(),
    ...adminPeople([sellerApprovingGroups, ...(parts.dependents ?? [])]),
  ];
}
