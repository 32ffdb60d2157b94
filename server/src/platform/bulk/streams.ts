import { limits } from "@orderwell/contract";
import { apiError } from "../errors/api-error.ts";

/** Streams of a process at the same time. */
const mostStreams = 8;

/** Longest wait for a client that neither sends nor takes anything, in milliseconds: others may want its place. */
const patienceMs = 120_000;

/** Streams under way, by marketplace: a few each, so that they leave room to others. */
export class Streams {
  readonly #running = new Map<string, number>();
  #all = 0;

  /** @returns what ends it. @throws ApiError TooManyRequests, Api.Busy */
  take(marketplaceId: string): () => void {
    const running = this.#running.get(marketplaceId) ?? 0;
    if (running >= limits.bulkStreams.most) throw apiError("TooManyRequests");
    if (this.#all >= mostStreams) throw apiError("Api.Busy");
    this.#running.set(marketplaceId, running + 1);
    this.#all++;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#all--;
      const left = (this.#running.get(marketplaceId) ?? 1) - 1;
      if (left === 0) this.#running.delete(marketplaceId);
      else this.#running.set(marketplaceId, left);
    };
  }
}

/** What a client sends. A client that sends nothing for too long, though it is waited for, is given up. */
export async function* given<Part>(
  stream: AsyncIterable<Part>,
  giveUp: () => void,
  waitMs = patienceMs,
): AsyncGenerator<Part> {
  const parts = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(giveUp, waitMs);
      const next = await parts.next().finally(() => clearTimeout(timer));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await parts.return?.();
  }
}

/** What a client is sent. A client that takes nothing of it for too long, though it is there, is given up. */
export async function* taken<Part>(
  parts: AsyncIterable<Part>,
  giveUp: () => void,
  waitMs = patienceMs,
): AsyncGenerator<Part> {
  for await (const part of parts) {
    const timer = setTimeout(giveUp, waitMs);
    try {
      yield part;
    } finally {
      clearTimeout(timer);
    }
  }
}
