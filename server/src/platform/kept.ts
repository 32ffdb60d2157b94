type Generation<Value> = Map<string, { readonly value: Value; readonly weight: number }>;

/**
 * Values that a process keeps for a while, up to a weight in all. What was neither set nor asked for while as much again
 * came in is dropped.
 */
export class Kept<Value> {
  readonly #most: number;
  #young: Generation<Value> = new Map();
  #old: Generation<Value> = new Map();
  #weight = 0;

  /** @param most weight of one of the two generations. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.set(key, old.value, old.weight);
    return old.value;
  }

  set(key: string, value: Value, weight: number): void {
    if (this.#weight > this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
    }
    this.#young.set(key, { value, weight });
    this.#weight += weight;
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
