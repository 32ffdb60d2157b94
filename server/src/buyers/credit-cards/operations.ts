import type { CreditCardAssignment } from "@orderwell/contract";
import { formatInstant } from "../../platform/dates.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { AccountPayments } from "../accounts/account-payments.ts";
import { accountAssignments } from "../accounts/assignments.store.ts";
import { buyerAccountOperations } from "../accounts/operations.ts";
import { refuseCardNumbers } from "./card-numbers.ts";
import { creditCardTable } from "./store.ts";

const assignments = accountAssignments<CreditCardAssignment>("credit_card", "CreditCardID", [
  "Company",
  "Group",
  "User",
]);

/** Credit cards and who may pay with them (docs/behaviour/parties.md §5). */
export const creditCardOperations = (payments: AccountPayments): Implementation[] =>
  implement(
    "CreditCards",
    buyerAccountOperations(
      {
        table: creditCardTable,
        idParam: "creditCardID",
        idProperty: "CreditCardID",
        rules: {
          prepare(work, { draft, before }) {
            refuseCardNumbers("CreditCard", draft);
            draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
          },
          async saved({ db }, after, { before, scope: { columns } }) {
            if (before !== null && before.ID !== after.ID)
              await payments.renameCreditCard(db, { buyerId: String(columns?.buyer_id), id: before.ID }, after.ID);
          },
        },
      },
      assignments,
    ),
  );
