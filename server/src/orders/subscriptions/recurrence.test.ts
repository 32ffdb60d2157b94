import assert from "node:assert/strict";
import { test } from "node:test";
import type { SubscriptionInterval } from "@orderwell/contract";
import fc from "fast-check";
import { dateAfter } from "./recurrence.ts";

const series = (first: string, frequency: number, interval: SubscriptionInterval, count: number): string[] => {
  const dates = [new Date(first)];
  const dayOfMonth = (dates[0] as Date).getUTCDate();
  while (dates.length <= count) dates.push(dateAfter(dates.at(-1) as Date, { frequency, interval, dayOfMonth }));
  return dates.slice(1).map((date) => date.toISOString().slice(0, 16));
};

test("months end at their last day and come back to the day that was asked for", () => {
  assert.deepEqual(series("2031-12-31T23:30:00Z", 1, "Months", 4), [
    "2032-01-31T23:30",
    "2032-02-29T23:30",
    "2032-03-31T23:30",
    "2032-04-30T23:30",
  ]);
  assert.deepEqual(series("2032-02-29T00:00:00Z", 12, "Months", 4), [
    "2033-02-28T00:00",
    "2034-02-28T00:00",
    "2035-02-28T00:00",
    "2036-02-29T00:00",
  ]);
  assert.deepEqual(series("2031-10-30T05:00:00Z", 5, "Months", 2), ["2032-03-30T05:00", "2032-08-30T05:00"]);
});

test("days and weeks are so long whatever the calendar and its clocks do", () => {
  assert.deepEqual(series("2032-02-28T12:00:00Z", 1, "Days", 2), ["2032-02-29T12:00", "2032-03-01T12:00"]);
  assert.deepEqual(series("2031-03-29T01:30:00Z", 2, "Weeks", 2), ["2031-04-12T01:30", "2031-04-26T01:30"]);
});

test("the next date is always later, at the same time of day, and within the month that is meant", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 31 }),
      (due, frequency, dayOfMonth) => {
        const next = dateAfter(due, { frequency, interval: "Months", dayOfMonth });
        const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
        assert.equal(months(next) - months(due), frequency);
        assert.equal(next.toISOString().slice(11), due.toISOString().slice(11));
        assert.ok(
          next.getUTCDate() === dayOfMonth ||
            dateAfter(next, { frequency: 1, interval: "Days", dayOfMonth }).getUTCDate() === 1,
        );
      },
    ),
  );
});
