import type { TenantDb } from "../../platform/db/session.ts";

/** An account of a buyer; IDs are unique only within it. */
export interface AccountKey {
  readonly buyerId: string;
  readonly id: string;
}

/** Services of orders, which are built on buyers, to a buyer's accounts; the application supplies them. */
export interface AccountPayments {
  /** Tells whether any payment, present or past, is from this spending account. */
  usesSpendingAccount(db: TenantDb, account: AccountKey): Promise<boolean>;
  /** Lets the payments that name it follow the account's new ID. */
  renameSpendingAccount(db: TenantDb, account: AccountKey, to: string): Promise<void>;
  renameCreditCard(db: TenantDb, card: AccountKey, to: string): Promise<void>;
}
