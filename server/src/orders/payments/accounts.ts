import type { AccountKey, AccountPayments } from "../../buyers/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** Payments on orders of a buyer, over the alias `p`: account IDs are unique only within one. */
const ofBuyer = (db: TenantDb, buyerId: string): RawBuilder<boolean> =>
  sql`p.marketplace_id = ${db.marketplaceId} and exists (select from purchase_order o
    where o.marketplace_id = p.marketplace_id and o.id = p.order_id and o.buyer_id = ${buyerId})`;

const rename = async (db: TenantDb, column: string, { buyerId, id }: AccountKey, to: string): Promise<void> => {
  await db.run(sql`update payment as p set ${sql.ref(column)} = ${to}
    where ${ofBuyer(db, buyerId)} and p.${sql.ref(column)} = ${id}`);
};

/** What the accounts of buyers must know of the payments that name them. */
export const accountPayments: AccountPayments = {
  async usesSpendingAccount(db, { buyerId, id }) {
    const used = await db.row(
      sql`select from payment as p where ${ofBuyer(db, buyerId)} and p.spending_account_id = ${id} limit 1`,
    );
    return used !== undefined;
  },
  renameSpendingAccount: (db, account, to) => rename(db, "spending_account_id", account, to),
  renameCreditCard: (db, card, to) => rename(db, "credit_card_id", card, to),
};
