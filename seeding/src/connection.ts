import { setTimeout } from "node:timers/promises";

export interface ConnectionOptions {
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the root of the server, query string included. */
  readonly path: string;
  /** Sent as JSON; a `URLSearchParams` as a form. */
  readonly body?: unknown;
  readonly token?: string | undefined;
}

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the server, read property by property.
  readonly body: any;
}

/** Seeding cannot go on: the portal refuses, or the server cannot be reached. */
export class SeedError extends Error {
  override readonly name = "SeedError";
  readonly status: number | undefined;
  readonly code: string | undefined;

  constructor(message: string, details: { status?: number; code?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
  }
}

/** Milliseconds between attempts; a `Retry-After` of the server wins. */
const pauses = [250, 1_000, 3_000, 7_000];
const longestPauseMs = 60_000;

/**
 * A connection that repeats what a busy or restarting server turned away: 408, 429, every 5xx except 501, and broken
 * connections. The last reply is returned as it is.
 *
 * @throws SeedError if the server cannot be reached, after the last attempt.
 */
export function connect(options: ConnectionOptions): (request: Request) => Promise<Reply> {
  const root = options.baseUrl.replace(/\/+$/, "");
  const call = options.fetch ?? fetch;
  const sleep = options.sleep ?? setTimeout;

  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const last = attempt === pauses.length;
      const reply = await attemptOnce(call, root, request).catch((error: unknown) => {
        if (last) throw new SeedError(`${root} cannot be reached: ${reasonOf(error)}`, { cause: error });
        return undefined;
      });
      if (reply && (last || !isTemporary(reply.status))) return { status: reply.status, body: await bodyOf(reply) };
      await reply?.body?.cancel();
      await sleep(retryAfterMs(reply) ?? pauses[attempt]!);
    }
  };
}

function attemptOnce(call: typeof fetch, root: string, request: Request): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (request.token !== undefined) headers.Authorization = `Bearer ${request.token}`;
  const form = request.body instanceof URLSearchParams;
  if (request.body !== undefined && !form) headers["Content-Type"] = "application/json";
  return call(`${root}${request.path}`, {
    method: request.method,
    headers,
    ...(request.body === undefined
      ? {}
      : { body: form ? (request.body as URLSearchParams) : JSON.stringify(request.body) }),
  });
}

function isTemporary(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

function retryAfterMs(reply: Response | undefined): number | undefined {
  const seconds = Number(reply?.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1000, longestPauseMs) : undefined;
}

async function bodyOf(reply: Response): Promise<unknown> {
  const text = await reply.text();
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** Code and message of a refusal, whatever the server sent. */
export function refusalOf(reply: Reply): { code: string; message: string } {
  const first = reply.body?.Errors?.[0];
  return {
    code: String(first?.ErrorCode ?? reply.body?.error ?? `HTTP ${reply.status}`),
    message: String(first?.Message ?? reply.body?.error_description ?? `The server answered ${reply.status}.`),
  };
}
