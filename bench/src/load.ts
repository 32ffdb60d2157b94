import { Client } from "undici";

/** What a run of one profile measured. Times in milliseconds. */
export interface Measurement {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
  readonly replyBytes: number;
}

export interface Request {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/** One kept-alive connection, as one user of the API. */
export class Connection {
  readonly #client: Client;

  constructor(baseUrl: string) {
    this.#client = new Client(baseUrl, { pipelining: 1 });
  }

  async send({ method = "GET", path, body, token }: Request): Promise<Reply> {
    const { statusCode, body: reply } = await this.#client.request({
      method,
      path,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: statusCode, text: await reply.text() };
  }

  /** @throws when the server refuses: a bench of refusals measures nothing. */
  async must(request: Request): Promise<Reply> {
    const reply = await this.send(request);
    if (reply.status >= 400)
      throw new Error(`${request.method ?? "GET"} ${request.path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/**
 * Repeats a step at some concurrency for some seconds and measures each repetition. The first tenth of the time warms
 * up and does not count.
 *
 * @param step returns the bytes it received; `lane` tells the parallel users apart.
 */
export async function measure(
  options: { readonly seconds: number; readonly concurrency: number },
  step: (lane: number, round: number) => Promise<number>,
): Promise<Measurement> {
  const times: number[] = [];
  let bytes = 0;
  const start = performance.now();
  const warm = start + options.seconds * 100;
  const end = warm + options.seconds * 1000;
  await Promise.all(
    Array.from({ length: options.concurrency }, async (_, lane) => {
      for (let round = 0; performance.now() < end; round++) {
        const began = performance.now();
        const received = await step(lane, round);
        const ended = performance.now();
        if (began < warm || ended > end) continue;
        times.push(ended - began);
        bytes += received;
      }
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return {
    perSecond: times.length / options.seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    count: times.length,
    replyBytes: Math.round(bytes / Math.max(1, times.length)),
  };
}
