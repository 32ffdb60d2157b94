/** A stretch of time in milliseconds, ends included. */
type Interval = readonly [from: number, to: number];

interface State<Value> {
  readonly value: Value;
  /** From when it may be seen: when the write that makes it was sent. */
  readonly from: number;
  /** Until when it may be seen: when the next write was answered. */
  to: number;
}

/** States of one thing over time, as far as its only writer can tell. */
export class History<Value> {
  readonly #states: State<Value>[];

  constructor(first: Value) {
    this.#states = [{ value: first, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
  }

  /** Carries out a write after which the thing has the value. */
  async change(value: Value, write: () => Promise<unknown>): Promise<void> {
    const before = this.#states.at(-1) as State<Value>;
    this.#states.push({ value, from: performance.now(), to: Number.POSITIVE_INFINITY });
    await write();
    before.to = performance.now();
  }

  /** Stretches in which a value that `fits` may have been seen. */
  when(fits: (value: Value) => boolean): readonly Interval[] {
    return this.#states.filter(({ value }) => fits(value)).map(({ from, to }) => [from, to]);
  }
}

/** Parts of some stretches that lie within others. */
export const common = (left: readonly Interval[], right: readonly Interval[]): readonly Interval[] =>
  left.flatMap(([from, to]) =>
    right.flatMap(([start, end]): Interval[] => {
      const both: Interval = [Math.max(from, start), Math.min(to, end)];
      return both[0] <= both[1] ? [both] : [];
    }),
  );
