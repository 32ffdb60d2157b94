import { buyerUser, payableSpendingAccounts, spendingAccountTable } from "../../buyers/index.ts";
import type { Scope } from "../../platform/crud/table.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";

const scope = ({ actor, now }: UserWork): Scope => ({
  where: payableSpendingAccounts(buyerUser(actor), now),
});

/** Spending accounts that the caller may pay from, those out of their time left out (docs/behaviour/parties.md §8). */
export const mySpendingAccountOperations = (): Implementation[] =>
  implementSome("Me", {
    ListSpendingAccounts: (call) => spendingAccountTable.list(call.db, scope(call), call.list),
    async GetSpendingAccount(call) {
      const id = call.path.spendingAccountID;
      const account = await spendingAccountTable.find(call.db, scope(call), id);
      if (account === undefined) throw notFound("SpendingAccount", id);
      return account;
    },
  });
