import fc from "fast-check";
import type { Cents } from "../market/catalog.ts";
import type { AccountId } from "../market/people.ts";
import { amountOf, refundedFor } from "../market/returns.ts";
import { type Actor, date, isAdmin, type Payment } from "../market/state.ts";
import { Action, accepted, ofOrder, refused, seen } from "./action.ts";
import * as slots from "./slots.ts";

const refund = (by: Actor, id: string, order: string, payment: string, account: AccountId | null, amount: Cents) =>
  new Action(
    by,
    "Payments.Create",
    {
      path: ofOrder(order),
      body: {
        ID: payment,
        Type: account === null ? "PurchaseOrder" : "SpendingAccount",
        SpendingAccountID: account,
        OrderReturnID: id,
        Amount: amount / 100,
      },
    },
    order,
    (state) => {
      const found = seen(state, by, order);
      if (found === undefined)
        return state.orders.has(order)
          ? { refused: ["NotFound", "Auth.InsufficientRoles"] }
          : { refused: ["NotFound"] };
      if (found.status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
      const of = found.returns.find((one) => one.id === id);
      if (!isAdmin(by)) return { refused: of ? ["Auth.InsufficientRoles"] : ["NotFound", "Auth.InsufficientRoles"] };
      if (of === undefined) return { refused: ["NotFound"] };
      const most = amountOf(of) ?? 0;
      const outcome = refused(
        amount >= 0 && "OrderReturn.PaymentValueMustBeNegative",
        of.status !== "Open" && "OrderReturn.CannotCreatePaymentBadStatus",
        refundedFor(found, id) - amount > most && "OrderReturn.TotalRefundsExceedRefundAmount",
        found.payments.some((one) => one.id === payment) && "IdExists",
      );
      if (outcome !== undefined) return outcome;
      const made: Payment = {
        id: payment,
        type: account === null ? "PurchaseOrder" : "SpendingAccount",
        account,
        amount,
        accepted: true,
        debited: account === null ? null : amount,
        refundOf: id,
        transactions: [],
      };
      return accepted(() => {
        found.payments.push(made);
        if (account !== null) state.balances[account] -= amount;
        if (refundedFor(found, id) !== most) return;
        of.status = "Completed";
        date(state, of, "Completed");
      });
    },
  );

/** Money for what comes back. */
export const refundActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        slots.onReturn,
        slots.payment,
        fc.constantFrom<AccountId | null>(null, "budget"),
        fc.constantFrom<Cents>(-4_00, -8_00, -1_50, 4_00),
      )
      .map(([[by, id, order], payment, account, amount]) => refund(by, id, order, payment, account, amount)),
  },
];
