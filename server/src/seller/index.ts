import type { People, PeopleDependents } from "../people/index.ts";
import type { Implementation } from "../platform/operation/implement.ts";
import { adminPeople } from "./admin-people.ts";
import {
  type AskedReturnApprovals,
  sellerApprovalRuleOperations,
  sellerApprovingGroups,
} from "./approval-rules/operations.ts";
import { incrementorOperations } from "./incrementors/operations.ts";
import { localeOperations } from "./locales/operations.ts";
import { xpIndexOperations } from "./xp-indices/operations.ts";

export { sellerApprovingGroups } from "./approval-rules/operations.ts";
export { currencyKey } from "./locales/currency.store.ts";
export { sameCurrency } from "./locales/currency.ts";
export { effectiveLocale } from "./locales/effective.store.ts";
export { deleteLocalesOf, localeTable } from "./locales/store.ts";
export { Marketplaces } from "./marketplaces/marketplaces.ts";

/** Operations on what belongs to the marketplace as a whole. */
export function seller(parts: {
  readonly people: People;
  readonly approvals: AskedReturnApprovals;
  readonly dependents?: readonly PeopleDependents[];
}): Implementation[] {
  return [
    ...incrementorOperations(),
    ...localeOperations(),
    ...xpIndexOperations(),
    ...sellerApprovalRuleOperations(parts.approvals),
    ...adminPeople(parts.people, [sellerApprovingGroups, ...(parts.dependents ?? [])]),
  ];
}
