import type { Cents } from "./catalog.ts";
import type { Order, Return } from "./state.ts";

export const isStanding = ({ status }: Return): boolean => status !== "Declined" && status !== "Canceled";

/** What is to be given back; null until somebody says it, or each item has an amount. */
export const amountOf = ({ items, amount }: Return): Cents | null => {
  if (amount !== null) return amount;
  const amounts = items.map(({ amount }) => amount).filter((amount) => amount !== null);
  return items.length > 0 && amounts.length === items.length ? amounts.reduce((sum, one) => sum + one, 0) : null;
};

export const refundedFor = ({ payments }: Order, id: string): Cents =>
  payments.reduce((sum, { refundOf, amount }) => (refundOf === id ? sum - (amount ?? 0) : sum), 0);

/** Tells whether a return is not over. */
export const isGoing = ({ status }: Return): boolean =>
  status === "Unsubmitted" || status === "AwaitingApproval" || status === "Open";
