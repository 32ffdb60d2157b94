import { Table } from "../../platform/crud/table.ts";

export const spendingAccountTable = new Table("spending_account", "SpendingAccount");
