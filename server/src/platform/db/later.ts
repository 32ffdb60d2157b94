/**
 * A value that a transaction has only once it has written something: with its next statement, or else with its commit.
 * Whoever can do without it before costs no trip more than the commit.
 */
export class Later<Value> {
  readonly #value: Promise<Value>;
  readonly #send: () => Promise<void>;

  /** @param send sends what waits, or does nothing once the transaction has ended. */
  constructor(value: Promise<Value>, send: () => Promise<void>) {
    this.#value = value;
    this.#send = send;
    // Who asks for it hears of a failure, and so does who commits.
    value.catch(() => {});
  }

  /** The value, for which the transaction takes a trip unless it is over. */
  async now(): Promise<Value> {
    await this.#send();
    return this.#value;
  }

  /** What is made of the value, as soon as it is there. */
  map<Result>(make: (value: Value) => Result): Later<Result> {
    return new Later(this.#value.then(make), this.#send);
  }
}

/** The value itself, which may be there already. */
export const settled = async <Value>(value: Value | Later<Value>): Promise<Value> =>
  value instanceof Later ? value.now() : value;
