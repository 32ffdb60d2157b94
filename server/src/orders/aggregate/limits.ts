import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { Order } from "./order.ts";

/** Line items of one order: far beyond what carts hold, since every write to an order counts all of them. */
export const mostLines = 2_500;

/** Payments of one order: an order paid with that many cards is none that people make. */
export const mostPayments = 100;

/** Order returns of one order, those that came to nothing included. */
export const mostReturns = 100;

/**
 * What promotions take off one order: those on lines count once for each line. Four of them on all lines that an order may
 * have, since each is read with the order, along with its promotion.
 */
export const mostDiscounts = 10_000;

/** Stands against a further line of an order that is full (docs/behaviour/conventions.md §10). */
export const lineLimitFinding = ({ head, lines, others }: Order<"lines">): ApiError | undefined =>
  lines.length + (others?.count ?? 0) < mostLines
    ? undefined
    : apiError("Order.LineItemLimit", { OrderID: head.ID, Limit: mostLines });

/** The same of payments. */
export const paymentLimitFinding = ({ head, payments }: Order<"payments">): ApiError | undefined =>
  payments.length < mostPayments
    ? undefined
    : apiError("Order.PaymentLimit", { OrderID: head.ID, Limit: mostPayments });

/** The same of order returns. */
export const returnLimitFinding = ({ head, returns }: Order<"returns">): ApiError | undefined =>
  returns.length < mostReturns
    ? undefined
    : apiError("Order.OrderReturnLimit", { OrderID: head.ID, Limit: mostReturns });
