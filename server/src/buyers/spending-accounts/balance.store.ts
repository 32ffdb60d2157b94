import type { DecimalText } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { AccountKey } from "../accounts/account-payments.ts";
import { type BuyerUser, exceedableSpendingAccounts } from "../accounts/visible.store.ts";

/**
 * Takes an amount off an account, in one statement that refuses to overdraw it, so that parallel orders cannot. Whoever
 * takes from several accounts does so in the order of their IDs.
 *
 * @returns false when the balance does not cover it and the payer may not exceed it.
 */
export async function debitAccount(db: TenantDb, payer: BuyerUser, id: string, amount: DecimalText): Promise<boolean> {
  const taken = await db.run(sql`
    update spending_account as t set balance = t.balance - ${amount}::numeric
    where t.marketplace_id = ${db.marketplaceId} and t.buyer_id = ${payer.buyerId} and t.id = ${id}
      and (t.balance >= ${amount}::numeric or ${exceedableSpendingAccounts(payer)})`);
  return taken > 0;
}

/** Gives an amount back to an account. */
export async function creditAccount(db: TenantDb, { buyerId, id }: AccountKey, amount: DecimalText): Promise<void> {
  await db.run(
    tables
      .updateTable("spending_account")
      .set((of) => ({ balance: of("balance", "+", amount) }))
      .where("marketplace_id", "=", db.marketplaceId)
      .where("buyer_id", "=", buyerId)
      .where("id", "=", id),
  );
}
