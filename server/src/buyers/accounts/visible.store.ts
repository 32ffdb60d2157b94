import type { Caller } from "../../platform/access/caller.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { assignedTo } from "./assigned.store.ts";

/** A user of a buyer. */
export interface BuyerUser {
  readonly buyerId: string;
  readonly userKey: number;
}

export const buyerUser = (caller: Caller): BuyerUser => ({ buyerId: caller.companyId, userKey: caller.userKey });

/** Cost centers that a user may charge to, over the alias `t`. */
export const visibleCostCenters = ({ buyerId, userKey }: BuyerUser): RawBuilder<boolean> =>
  sql`(t.buyer_id = ${buyerId} and ${assignedTo({ table: "cost_center_assignment", column: "cost_center_id", users: false }, userKey)})`;

/** Credit cards that a user may pay with, private ones included, over the alias `t`. */
export const visibleCreditCards = ({ buyerId, userKey }: BuyerUser): RawBuilder<boolean> =>
  sql`(t.buyer_id = ${buyerId} and (t.private_to = ${userKey} or (t.private_to is null
    and ${assignedTo({ table: "credit_card_assignment", column: "credit_card_id", users: true }, userKey)})))`;

const spendingAccountAssignments = { table: "spending_account_assignment", column: "spending_account_id", users: true };

/** Spending accounts that are assigned to a user, over the alias `t`. */
export const visibleSpendingAccounts = ({ buyerId, userKey }: BuyerUser): RawBuilder<boolean> =>
  sql`(t.buyer_id = ${buyerId} and ${assignedTo(spendingAccountAssignments, userKey)})`;

/** Spending accounts that a user may spend beyond their balance, over the alias `t`: one assignment of several suffices. */
export const exceedableSpendingAccounts = ({ buyerId, userKey }: BuyerUser): RawBuilder<boolean> =>
  sql`(t.buyer_id = ${buyerId} and ${assignedTo(spendingAccountAssignments, userKey, sql`a.allow_exceed`)})`;

/** Spending accounts that a user may pay from now, over the alias `t`. */
export const payableSpendingAccounts = (user: BuyerUser, now: Date): RawBuilder<boolean> =>
  sql`(${visibleSpendingAccounts(user)} and ${currentSpendingAccounts(now)})`;

/** Spending accounts whose time has come and not passed, over the alias `t`. */
export const currentSpendingAccounts = (now: Date): RawBuilder<boolean> =>
  sql`((t.start_date is null or t.start_date <= ${now}) and (t.end_date is null or t.end_date >= ${now}))`;
