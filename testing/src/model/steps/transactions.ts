import fc from "fast-check";
import { type Actor, isAdmin } from "../market/state.ts";
import { Action, accepted, type Outcome, ofOrder, seen, unseen } from "./action.ts";
import * as slots from "./slots.ts";

/** What shoppers may note of payments in their cart, on orders it takes an administrator to. */
type Through = "order" | "cart";

function act(
  by: Actor,
  id: string,
  through: Through,
  make: (order: NonNullable<ReturnType<typeof seen>>) => Outcome,
): Action["judge"] {
  return (state) => {
    if (through === "order" && !isAdmin(by)) return { refused: ["Auth.InsufficientRoles"] };
    const order = seen(state, by, id);
    return order === undefined ? unseen(state, by, id) : make(order);
  };
}

/** Notes what a provider did with a payment. */
export const note = (by: Actor, id: string, payment: string, transaction: string, through: Through = "order") =>
  new Action(
    by,
    "Payments.CreateTransaction",
    {
      path: ofOrder(id, { paymentID: payment }),
      body: { ID: transaction, Type: "Charge", DateExecuted: "2026-01-02T03:04:05Z", Amount: 1.5, Succeeded: true },
    },
    id,
    act(by, id, through, ({ payments, status }) => {
      const found = payments.find((one) => one.id === payment);
      if (found === undefined) return { refused: ["NotFound"] };
      if (status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
      if (found.transactions.includes(transaction)) return { refused: ["IdExists"] };
      return accepted(() => {
        found.transactions = [...found.transactions, transaction];
      });
    }),
  );

export const drop = (by: Actor, id: string, payment: string, transaction: string, through: Through = "order") =>
  new Action(
    by,
    "Payments.DeleteTransaction",
    { path: ofOrder(id, { paymentID: payment, transactionID: transaction }) },
    id,
    act(by, id, through, ({ payments, status }) => {
      const found = payments.find((one) => one.id === payment);
      if (found === undefined) return { refused: ["NotFound"] };
      if (status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
      if (!found.transactions.includes(transaction)) return { refused: ["NotFound"] };
      return accepted(() => {
        found.transactions = found.transactions.filter((one) => one !== transaction);
      });
    }),
  );

export const transaction = fc.constantFrom("t0", "t0", "t1");

/** What providers did with payments. */
export const transactionActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc
      .tuple(slots.onOrder, slots.payment, transaction)
      .map(([[by, id], payment, one]) => note(by, id, payment, one)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onOrder, slots.payment, transaction)
      .map(([[by, id], payment, one]) => drop(by, id, payment, one)),
  },
];
