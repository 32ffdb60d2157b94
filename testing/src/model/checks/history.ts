import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { DateName, Order } from "../market/state.ts";
import type { OrderRead } from "./reading.ts";

const names: readonly DateName[] = ["Created", "Submitted", "Approved", "Declined", "Canceled", "Completed"];

type Dated = Partial<Record<`Date${DateName}`, string | null>>;

interface Known {
  readonly updated: string;
  readonly rest: object;
}

/** What was read of orders before: dates stay as they were set, and follow each other as what they tell of did. */
export class History {
  readonly #dates = new Map<number, string>();
  /** The last reads, by the moment that the order was made at. */
  readonly #reads = new Map<number, Known>();

  look(expected: Order, read: OrderRead): void {
    const title = `order ${expected.id}`;
    for (const name of names) this.#lookAt(title, expected.dates, name, read.order);
    for (const { id, dates } of expected.returns) {
      const shown = read.returns.find(({ one }) => one.ID === id)?.one ?? {};
      for (const name of names) this.#lookAt(`return ${id}`, dates, name, shown);
    }
    this.#lookForNews(title, expected.dates.Created ?? 0, read);
  }

  #lookAt(title: string, dates: Order["dates"], name: DateName, shownDates: Dated): void {
    const shown = shownDates[`Date${name}`] ?? null;
    const moment = dates[name];
    assert.equal(shown !== null, moment !== undefined, `${title}: Date${name} is there`);
    if (shown === null || moment === undefined) return;
    const known = this.#dates.get(moment);
    assert.equal(shown, known ?? shown, `${title}: Date${name} stays`);
    for (const other of Object.values(dates))
      if (other < moment) assert.ok(shown >= (this.#dates.get(other) ?? ""), `${title}: Date${name} is after others`);
    this.#dates.set(moment, shown);
  }

  /** Any change of an order, or of what belongs to it, is one of its LastUpdated; the end of what it names is none. */
  #lookForNews(title: string, made: number, { order: shown, ...parts }: OrderRead): void {
    const { LastUpdated, SubscriptionID: _, ...order } = shown;
    const [updated, rest, before] = [LastUpdated ?? "", { ...order, ...parts }, this.#reads.get(made)];
    if (before !== undefined && !(updated > before.updated))
      assert.ok(
        isDeepStrictEqual(rest, before.rest),
        `${title}: LastUpdated ${updated} stays, though there is news: ${differences(before.rest, rest).join(", ")}`,
      );
    this.#reads.set(made, { updated, rest });
  }
}

/** Where two values differ, and how. */
function differences(one: unknown, other: unknown, at = ""): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return [`${at} ${JSON.stringify(one)} is ${JSON.stringify(other)}`];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const [before, after] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
  return [...names].flatMap((name) => differences(before[name], after[name], `${at}/${name}`));
}
