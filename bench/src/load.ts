import { Client } from "undici";
import type { CpuMeter, CpuTime } from "./cpu.ts";

/** Measurements of a run of one kind of work. Times in milliseconds. */
export interface Measurement {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly count: number;
  readonly replyBytes: number;
  /** CPU time of each repetition; absent where it cannot be read. */
  readonly cpu?: CpuTime;
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

/** Something to repeat, made ready for so many parallel users. */
export interface Work {
  /** Returns the bytes it received; `lane` tells the parallel users apart. */
  step(lane: number, round: number): Promise<number>;
  close?(): Promise<void>;
  /** The server that does it, unless the database alone does. */
  readonly serverPid?: number;
  /** Repetitions at least before it is measured: until the code that does it is compiled and what it reads is at hand. */
  readonly warmUp?: number;
  /** Repetitions at most, of work that is not warmed up then. Default: as many as there is time for. */
  readonly most?: number;
}

export interface Settings {
  readonly seconds: number;
  readonly concurrency: number;
  readonly meter: CpuMeter | undefined;
}

/** Measurements of one kind of work, slice by slice. */
class Tally {
  readonly #work: Work;
  readonly #times: number[] = [];
  readonly #rounds: number[] = [];
  #bytes = 0;
  #milliseconds = 0;
  readonly #cpu = { client: 0, server: 0, database: 0 };
  #metered = false;
  #left: number;

  constructor(work: Work) {
    this.#work = work;
    this.#left = work.most ?? Number.POSITIVE_INFINITY;
  }

  /** Repeats the work for some milliseconds at full concurrency. */
  async run({ concurrency, meter }: Settings, milliseconds: number, counts: boolean): Promise<void> {
    let missing = counts ? 0 : (this.#work.warmUp ?? 0);
    const before = await meter?.read(this.#work.serverPid);
    const start = performance.now();
    const end = start + milliseconds;
    await Promise.all(
      Array.from({ length: concurrency }, async (_, lane) => {
        while ((performance.now() < end || missing-- > 0) && this.#left-- > 0) {
          const round = this.#rounds[lane] ?? 0;
          this.#rounds[lane] = round + 1;
          const began = performance.now();
          const received = await this.#work.step(lane, round);
          if (!counts) continue;
          this.#times.push(performance.now() - began);
          this.#bytes += received;
        }
      }),
    );
    if (!counts) return;
    this.#milliseconds += performance.now() - start;
    const after = await meter?.read(this.#work.serverPid);
    if (before === undefined || after === undefined) return;
    this.#metered = true;
    for (const part of ["client", "server", "database"] as const) this.#cpu[part] += after[part] - before[part];
  }

  result(): Measurement {
    const times = this.#times.toSorted((a, b) => a - b);
    const at = (share: number): number =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
    const each = (used: number): number => used / Math.max(1, times.length);
    return {
      perSecond: (times.length * 1_000) / this.#milliseconds,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      count: times.length,
      replyBytes: Math.round(this.#bytes / Math.max(1, times.length)),
      ...(this.#metered && {
        cpu: {
          client: each(this.#cpu.client),
          server: each(this.#cpu.server),
          database: each(this.#cpu.database),
        },
      }),
    };
  }
}

/** Slices in which several kinds of work take turns, so that whatever else the machine does hits all of them alike. */
const slices = 4;

/** Measures several kinds of work in turns, each for so many seconds in all, after a tenth of that to warm up. */
export async function measure(settings: Settings, works: readonly Work[]): Promise<Measurement[]> {
  const tallies = works.map((work) => new Tally(work));
  for (const [index, tally] of tallies.entries())
    if (works[index]!.most === undefined) await tally.run(settings, settings.seconds * 100, false);
  for (let slice = 0; slice < slices; slice++)
    for (const tally of tallies) await tally.run(settings, (settings.seconds * 1_000) / slices, true);
  for (const work of works) await work.close?.();
  return tallies.map((tally) => tally.result());
}
