import { LRUCache } from "lru-cache";

/** When a target is left alone, and for how long. */
export interface CircuitOptions {
  /** Attempts in a row without any answer until it is. */
  readonly silences: number;
  /** Pause until one attempt tries whether it answers again, in milliseconds; each failure doubles it. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const usualCircuit: CircuitOptions = { silences: 5, firstPauseMs: 30_000, longestPauseMs: 300_000 };

interface Circuit {
  silences: number;
  /** Undefined while attempts are made as usual. */
  opened: { until: number; pauseMs: number } | undefined;
}

/** Targets that are remembered; with more, those that were silent the longest ago begin anew. */
const kept = 10_000;

/**
 * Knows which targets do not answer. Attempts at one of them would only wait, so after some in a row it gets none for a while, then
 * a single one that finds out. Whatever it answers, a target that answers is there.
 */
export class Circuits {
  readonly #options: CircuitOptions;
  readonly #now: () => number;
  /** By target: those alone that were silent when they were last asked. */
  readonly #circuits = new LRUCache<string, Circuit>({ max: kept });

  constructor(options: CircuitOptions = usualCircuit, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
  }

  /** Targets that are left alone. */
  get open(): number {
    let open = 0;
    for (const { opened } of this.#circuits.values()) if (opened !== undefined) open++;
    return open;
  }

  /** How many attempts may be under way at a target, of so many otherwise. */
  allowed(target: string, usually: number): number {
    const opened = this.#circuits.peek(target)?.opened;
    if (opened === undefined) return usually;
    return this.#now() < opened.until ? 0 : 1;
  }

  answered(target: string): void {
    this.#circuits.delete(target);
  }

  silent(target: string): void {
    const { silences, firstPauseMs, longestPauseMs } = this.#options;
    const circuit = this.#circuits.peek(target) ?? { silences: 0, opened: undefined };
    circuit.silences++;
    const { opened } = circuit;
    if (opened === undefined && circuit.silences >= silences) this.#open(circuit, firstPauseMs);
    // Attempts from before it opened end later; only one that was made to find out counts.
    else if (opened !== undefined && this.#now() >= opened.until)
      this.#open(circuit, Math.min(2 * opened.pauseMs, longestPauseMs));
    this.#circuits.set(target, circuit);
  }

  #open(circuit: Circuit, pauseMs: number): void {
    circuit.opened = { until: this.#now() + pauseMs, pauseMs };
  }
}
