import type { SpendingAccountAssignment } from "@orderwell/contract";
import { sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText, toCents } from "../../platform/money.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { AccountPayments } from "../accounts/account-payments.ts";
import { accountAssignments } from "../accounts/assignments.store.ts";
import { buyerAccountOperations } from "../accounts/operations.ts";
import { spendingAccountTable } from "./store.ts";

const assignments = accountAssignments<SpendingAccountAssignment>(
  "spending_account",
  "SpendingAccountID",
  ["Company", "Group", "User"],
  { AllowExceed: sql`t.allow_exceed` },
);

/** Spending accounts and who may pay from them (docs/behaviour/parties.md §6). */
export const spendingAccountOperations = (payments: AccountPayments): Implementation[] =>
  implement(
    "SpendingAccounts",
    buyerAccountOperations(
      {
        table: spendingAccountTable,
        idParam: "spendingAccountID",
        idProperty: "SpendingAccountID",
        rules: {
          prepare(_work, { draft }) {
            draft.Balance = decimalText(toCents(new Decimal(draft.Balance)));
          },
          async saved({ db }, after, { before, scope: { columns } }) {
            const buyerId = String(columns?.buyer_id);
            if (before !== null && before.ID !== after.ID)
              await payments.renameSpendingAccount(db, { buyerId, id: before.ID }, after.ID);
          },
          async deleting({ db }, account, { columns }) {
            const key = { buyerId: String(columns?.buyer_id), id: account.ID };
            if (await payments.usesSpendingAccount(db, key))
              throw apiError("Payment.CannotDeleteSpendingAccount", { SpendingAccountID: account.ID });
          },
        },
      },
      assignments,
      (body) => ({ allow_exceed: body.AllowExceed ?? false }),
    ),
  );
