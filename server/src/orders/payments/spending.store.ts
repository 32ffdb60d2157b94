import type { DecimalText } from "@orderwell/contract";
import {
  type BuyerUser,
  currentSpendingAccounts,
  debitAccount,
  exceedableSpendingAccounts,
  visibleSpendingAccounts,
} from "../../buyers/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { type Decimal, decimalText, shownAmount } from "../../platform/money.ts";
import type { Work } from "../../platform/work/work.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";

/** A spending account as the user of an order may use it. */
export interface SpendableAccount {
  readonly id: string;
  readonly balance: DecimalText;
  /** Within the time of the account. */
  readonly current: boolean;
  /** The user may spend more than the balance. */
  readonly exceedable: boolean;
}

/** Whose cards and accounts pay for an order. */
export type Payer = Pick<OrderHead, "buyer_id" | "from_user_key">;

/** The order's user; null on orders from the marketplace itself, which has no spending accounts. */
export const payerOf = (order: Payer): BuyerUser | null =>
  order.buyer_id === null ? null : { buyerId: order.buyer_id, userKey: order.from_user_key };

/** Lets nobody delete an account before the transaction ends, which is about to refer to it. */
export async function holdAccount(db: TenantDb, order: Payer, id: string): Promise<void> {
  if (order.buyer_id === null) return;
  await db.run(
    tables
      .selectFrom("spending_account")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("buyer_id", "=", order.buyer_id)
      .where(idIs("id", id))
      .forKeyShare(),
  );
}

/** Those of the accounts that the order's user may pay from, by folded ID. */
export async function spendableAccounts(
  { db, now }: Pick<Work, "db" | "now">,
  order: Payer,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SpendableAccount>> {
  const payer = payerOf(order);
  if (payer === null || ids.length === 0) return new Map();
  const rows = await db.rows<SpendableAccount>(
    sql`select t.id, t.balance, ${currentSpendingAccounts(now)} as current,
        ${exceedableSpendingAccounts(payer)} as exceedable
      from spending_account as t
      where t.marketplace_id = ${db.marketplaceId} and t.allow_as_payment_method and ${visibleSpendingAccounts(payer)}
        and lower(t.id) = any(${ids.map((id) => id.toLowerCase())})`,
  );
  return new Map(rows.map((row) => [row.id.toLowerCase(), row]));
}

/** Objections to paying an amount from an account (docs/behaviour/parties.md §6). */
export function spendingFinding(
  accounts: ReadonlyMap<string, SpendableAccount>,
  id: string,
  amount: Decimal,
): ApiError | undefined {
  const account = accounts.get(id.toLowerCase());
  const data = { SpendingAccountID: account?.id ?? id };
  if (account === undefined) return apiError("Payment.InvalidSpendingAccountID", data);
  if (!account.current) return apiError("Payment.CannotUseExpiredSpendingAccount", data);
  if (!account.exceedable && amount.greaterThan(account.balance)) return exceeds(account.id, amount);
  return undefined;
}

const exceeds = (id: string, amount: Decimal): ApiError =>
  apiError("Payment.ExceedsBalance", { SpendingAccountID: id, Amount: shownAmount(decimalText(amount)) });

/**
 * Takes an amount off an account, in one statement that refuses to overdraw it, so that parallel orders cannot. Whoever
 * takes from several accounts does so in the order of their IDs.
 *
 * @returns the finding Payment.ExceedsBalance when it holds too little. Then nothing of the work may be kept.
 */
export async function debit(
  db: TenantDb,
  order: OrderHead,
  id: string,
  amount: Decimal,
): Promise<ApiError | undefined> {
  const payer = payerOf(order) as BuyerUser;
  return (await debitAccount(db, payer, id, decimalText(amount))) ? undefined : exceeds(id, amount);
}
