import type { People, PeopleDependents } from "../people/index.ts";
import type { Implementation } from "../platform/operation/implement.ts";
import type { AccountPayments } from "./accounts/account-payments.ts";
import { type AskedApprovals, approvalRuleOperations, approvingGroups } from "./approval-rules/operations.ts";
import type { DefaultCatalogs } from "./buyer-groups/default-catalog.ts";
import { buyerGroupOperations } from "./buyer-groups/operations.ts";
import { buyerOperations } from "./buyers/operations.ts";
import { costCenterOperations } from "./cost-centers/operations.ts";
import { creditCardOperations } from "./credit-cards/operations.ts";
import { buyerAddressOperations } from "./people/addresses.ts";
import { buyerUserGroupOperations } from "./people/user-groups.ts";
import { buyerUserOperations } from "./people/users.ts";
import { spendingAccountOperations } from "./spending-accounts/operations.ts";

export type { AccountKey, AccountPayments } from "./accounts/account-payments.ts";
export {
  type BuyerUser,
  buyerUser,
  currentSpendingAccounts,
  exceedableSpendingAccounts,
  payableSpendingAccounts,
  visibleCostCenters,
  visibleCreditCards,
  visibleSpendingAccounts,
} from "./accounts/visible.store.ts";
export type { DefaultCatalogs } from "./buyer-groups/default-catalog.ts";
export { buyerOf } from "./buyers/access.ts";
export { costCenterTable } from "./cost-centers/store.ts";
export { refuseCardNumbers } from "./credit-cards/card-numbers.ts";
export { shopperCardTable } from "./credit-cards/store.ts";
export { listSellersOf } from "./sellers/sellers.store.ts";
export { creditAccount, debitAccount } from "./spending-accounts/balance.store.ts";
export { spendingAccountTable } from "./spending-accounts/store.ts";

/** Operations on buyers and what belongs to them. */
export function buyers(parts: {
  readonly catalogs: DefaultCatalogs;
  readonly payments: AccountPayments;
  readonly approvals: AskedApprovals;
  readonly people: People;
  readonly dependents?: readonly PeopleDependents[];
}): Implementation[] {
  const { approvals, catalogs, payments, people, dependents = [] } = parts;
  return [
    ...buyerOperations(catalogs, dependents),
    ...buyerGroupOperations(catalogs),
    ...buyerUserOperations(people, dependents),
    ...buyerUserGroupOperations([approvingGroups, ...dependents]),
    ...buyerAddressOperations(dependents),
    ...approvalRuleOperations(approvals),
    ...costCenterOperations(),
    ...creditCardOperations(payments),
    ...spendingAccountOperations(payments),
  ];
}
