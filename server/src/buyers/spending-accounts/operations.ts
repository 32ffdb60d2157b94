import { apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText, toCents } from "../../platform/money.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { AccountPayments } from "../accounts/account-payments.ts";
import { buyerAccountOperations } from "../accounts/operations.ts";
import { spendingAccountAssignments, spendingAccountTable } from "./store.ts";

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
      spendingAccountAssignments,
      (body) => ({ allow_exceed: body.AllowExceed ?? false }),
    ),
  );
