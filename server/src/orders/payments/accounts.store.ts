import type { AccountKey, AccountPayments } from "../../buyers/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

type AccountColumn = "spending_account_id" | "credit_card_id";

async function rename(db: TenantDb, column: AccountColumn, { buyerId, id }: AccountKey, to: string): Promise<void> {
  await db.run(
    tables
      .updateTable("payment")
      .set({ [column]: to })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("buyer_id", "=", buyerId)
      .where(column, "=", id),
  );
}

/** Answers that the accounts of buyers need about the payments that name them. */
export const accountPayments: AccountPayments = {
  async usesSpendingAccount(db, { buyerId, id }) {
    const used = await db.row(
      tables
        .selectFrom("payment")
        .select("id")
        .where("marketplace_id", "=", db.marketplaceId)
        .where("buyer_id", "=", buyerId)
        .where("spending_account_id", "=", id)
        .limit(1),
    );
    return used !== undefined;
  },
  renameSpendingAccount: (db, account, to) => rename(db, "spending_account_id", account, to),
  renameCreditCard: (db, card, to) => rename(db, "credit_card_id", card, to),
};
