import type { AccountKey, AccountPayments } from "../../buyers/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

const rename = async (db: TenantDb, column: string, { buyerId, id }: AccountKey, to: string): Promise<void> => {
  await db.run(sql`update payment set ${sql.ref(column)} = ${to}
    where marketplace_id = ${db.marketplaceId} and buyer_id = ${buyerId} and ${sql.ref(column)} = ${id}`);
};

/** Answers that the accounts of buyers need about the payments that name them. */
export const accountPayments: AccountPayments = {
  async usesSpendingAccount(db, { buyerId, id }) {
    const used = await db.row(
      sql`select from payment where marketplace_id = ${db.marketplaceId} and buyer_id = ${buyerId}
        and spending_account_id = ${id} limit 1`,
    );
    return used !== undefined;
  },
  renameSpendingAccount: (db, account, to) => rename(db, "spending_account_id", account, to),
  renameCreditCard: (db, card, to) => rename(db, "credit_card_id", card, to),
};
