import type { SubscriptionInterval } from "@orderwell/contract";

const dayMs = 86_400_000;

/** The rhythm of a subscription. */
export interface Recurrence {
  readonly frequency: number;
  readonly interval: SubscriptionInterval;
  /** Day that orders fall on where months are counted; the last one of months that are shorter. */
  readonly dayOfMonth: number;
}

/**
 * The date after one at which an order was due, at the same time of day, in UTC (docs/behaviour/subscriptions.md §3).
 * Months keep to the day that was asked for, so that a short one does not move those that follow.
 */
export function dateAfter(due: Date, { frequency, interval, dayOfMonth }: Recurrence): Date {
  if (interval !== "Months") return new Date(due.getTime() + frequency * (interval === "Weeks" ? 7 : 1) * dayMs);
  const month = due.getUTCMonth() + frequency;
  const lastDay = new Date(Date.UTC(due.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const next = new Date(due);
  next.setUTCFullYear(due.getUTCFullYear(), month, Math.min(dayOfMonth, lastDay));
  return next;
}
