export { addressOperations, requireAddress } from "./addresses/operations.ts";
export { changesAddress, checkAddress } from "./addresses/rules.ts";
export { privateAddressTable } from "./addresses/store.ts";
export {
  type Company,
  type CompanyOf,
  companyOf,
  companyScope,
  type Known,
  marketplaceItself,
  type PeopleDependents,
  type SavedAt,
  type UserMove,
} from "./company/company.ts";
export { People } from "./facts/people.store.ts";
export { approvingGroup, keepsApprovingGroups } from "./groups/approving-group.ts";
export { groupOperations } from "./groups/operations.ts";
export { approvingGroupId, groupTable, hasMember, joinGroupsOf } from "./groups/store.ts";
export {
  announceMessage,
  announceMessageAbout,
  type Message,
  type MessageSubject,
  messageTypes,
  recipientOf,
} from "./messages.ts";
export { passwordAhead, passwordOf, withPasswords } from "./passwords/ahead.ts";
export { changePassword } from "./passwords/change.ts";
export {
  hasExpired,
  insecurePassword,
  isSecure,
  lockedUntil,
  type PasswordPolicy,
  strictest,
} from "./passwords/rules.ts";
export { revokeTokens } from "./sign-in/revoke.ts";
export { countAttempt, forgetFailures, recordActivity } from "./sign-in/store.ts";
export { addHiddenUser, findHiddenUser } from "./users/hidden-user.store.ts";
export { moveBetweenBuyers } from "./users/move.ts";
export { userOperations } from "./users/operations.ts";
export { hasKey, ofAnyBuyer, userByKey } from "./users/store.ts";
export { notifyDependents, requireUser, usersWith } from "./users/users.ts";
export {
  changesShown,
  chosenPassword,
  completeUser,
  concernsAccess,
  givenPassword,
  givesPassword,
  refuseImpersonator,
  userChanged,
} from "./users/write.ts";
