import type { SpendingAccountAssignment } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { accountAssignments } from "../accounts/assignments.store.ts";

export const spendingAccountTable = new Table("spending_account", "SpendingAccount");

export const spendingAccountAssignments = accountAssignments<SpendingAccountAssignment>(
  "spending_account",
  "SpendingAccountID",
  ["Company", "Group", "User"],
  { AllowExceed: sql`t.allow_exceed` },
);
