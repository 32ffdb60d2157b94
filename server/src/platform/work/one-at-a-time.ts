import { apiError } from "../errors/api-error.ts";

/** Work for the same key, one after the other, in order. */
export class OneAtATime {
  readonly #queues = new Map<string, (() => void)[]>();
  readonly #mostWaiting: number;

  /** @param mostWaiting for one key. */
  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** @throws ApiError TooManyRequests when as many wait for the key as may. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const waiting = this.#queues.get(key);
    if (waiting === undefined) this.#queues.set(key, []);
    else if (waiting.length >= this.#mostWaiting) throw apiError("TooManyRequests");
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#queues.get(key)?.shift();
      if (next === undefined) this.#queues.delete(key);
      else next();
    }
  }
}
