import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";
import { type TurnBounds, type TurnFigures, Turns } from "../turns.ts";
import { isPrivateHost, isPublicAddress, webTarget } from "./targets.ts";

/** Reasons why no reply came, as far as a caller may tell them apart. */
export type OutboundFailure = "InvalidUrl" | "PrivateTarget" | "TimedOut" | "TooLarge" | "Unreachable";

/** A call that got no usable reply. The message names the host at most, never an address or a secret. */
export class OutboundError extends Error {
  readonly failure: OutboundFailure;

  constructor(failure: OutboundFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutboundError";
    this.failure = failure;
  }
}

/** Tells whether a call failed since no answer came at all. */
export const isSilence = (error: unknown): boolean =>
  error instanceof OutboundError && (error.failure === "TimedOut" || error.failure === "Unreachable");

/** One request to a server that somebody configured. */
export interface OutboundRequest {
  /** On whose behalf: calls are shared out by marketplace. Absent: shared out by the host that is called. */
  readonly marketplaceId?: string;
  /** Absolute, http or https, without credentials. */
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as these bytes; text as UTF-8. */
  readonly body?: string | Buffer;
  /** From start to the reply's last byte. Default 10 seconds. */
  readonly timeoutMs?: number;
  /** Longer replies are failures. Default 1 MiB. */
  readonly maxBytes?: number;
}

/** A reply as it came: redirects included, since none is followed. */
export interface OutboundReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Calls at the same time, of all marketplaces; one that is alone has three quarters of them. */
const bounds: TurnBounds = { size: 400, heavySize: 0, waitMs: 5_000, waitingEach: 200, waitingAll: 2_000 };

const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 1024 * 1024;

/**
 * Calls to servers that clients of the platform name: webhooks, integrations, identity providers.
 *
 * Such addresses must not reach what only this machine can. Unless private targets are allowed
 * (ORDERWELL_ALLOW_PRIVATE_TARGETS), the address is checked where the connection is made, after names are resolved, so
 * that neither a name nor a later change of it leads inside. Redirects are not followed.
 */
export class Outbound {
  readonly #agent: Agent;
  readonly #allowPrivateTargets: boolean;
  readonly #turns = new Turns(bounds);
  /**
   * Looks names up as calls do: whoever speaks something else than HTTP with servers that clients of the platform name gives
   * it to their connections. Addresses written as such are not looked up: `checkHost`.
   */
  readonly lookup: LookupFunction;

  constructor(options: { readonly allowPrivateTargets: boolean; readonly lookup?: LookupFunction }) {
    this.#allowPrivateTargets = options.allowPrivateTargets;
    const resolve = options.lookup ?? (lookup as unknown as LookupFunction);
    this.lookup = options.allowPrivateTargets ? resolve : publicOnly(resolve);
    const connect = buildConnector({ lookup: this.lookup, timeout: defaultTimeoutMs });
    this.#agent = new Agent({
      connect: (target, callback) => {
        // Addresses written as such are never looked up.
        const host = target.hostname.replace(/^\[|\]$/g, "");
        if (this.#isRefused(host)) callback(privateTarget(host), null);
        else connect(target, callback);
      },
      // Marketplaces may call the same server: what bounds its connections is their turns.
      keepAliveTimeout: 4_000,
    });
  }

  /**
   * Tells whether somebody may configure calls to this address: encrypted ones, and plain ones to this machine and its
   * network where those may be called at all, so that services can be developed next to the server.
   */
  isSecure(text: string): boolean {
    const url = webTarget(text);
    if (url === null) return false;
    return url.protocol === "https:" || this.mayBePlain(url.hostname);
  }

  /** Tells whether a host may be spoken with unencrypted: of this machine and its network, where those may be called at all. */
  mayBePlain(host: string): boolean {
    return this.#allowPrivateTargets && isPrivateHost(host);
  }

  #isRefused(host: string): boolean {
    return !this.#allowPrivateTargets && isIP(host) !== 0 && !isPublicAddress(host);
  }

  /** @throws OutboundError for an address, written as such, that must not be reached. */
  checkHost(host: string): void {
    if (this.#isRefused(host)) throw privateTarget(host);
  }

  /** The address of a host that may be reached. @throws OutboundError */
  resolve(host: string): Promise<string> {
    this.checkHost(host);
    if (isIP(host) !== 0) return Promise.resolve(host);
    return new Promise((resolve, reject) => {
      this.lookup(host, { all: false }, (error, address) => {
        if (error === null) resolve(String(address));
        else reject(error instanceof OutboundError ? error : new OutboundError("Unreachable", `${host} is not known`));
      });
    });
  }

  /** Numbers of calls that metrics show. */
  get figures(): TurnFigures {
    return this.#turns.figures;
  }

  /**
   * Calls, once it is the marketplace's turn. Any status is a reply.
   *
   * @throws OutboundError when no reply came in time, or one that is too long.
   * @throws ApiError as `Turns.enter`, when the marketplace has too many calls that are not answered.
   */
  async send(request: OutboundRequest): Promise<OutboundReply> {
    const url = targetOf(request.url);
    const turn = { marketplaceId: request.marketplaceId ?? url.host, heavy: false };
    return this.#turns.run(turn, () => this.#send(url, request));
  }

  async #send(url: URL, request: OutboundRequest): Promise<OutboundReply> {
    const { timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, body } = request;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const reply = await this.#agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method ?? (body === undefined ? "GET" : "POST"),
        headers: withUsual(request.headers ?? {}),
        body: body ?? null,
        signal,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of reply.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBytes)
          throw new OutboundError("TooLarge", `${url.host} answered with more than ${maxBytes} bytes`);
        chunks.push(chunk);
      }
      return { status: reply.statusCode, headers: reply.headers, text: Buffer.concat(chunks).toString("utf8") };
    } catch (error) {
      throw failureOf(error, signal, url.host);
    }
  }

  /** Lets go of connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Headers of every call that does not say otherwise. */
const usual = { "user-agent": "Orderwell", accept: "application/json" };

/** Names of headers are the same in any case: what is given stands in place of what is usual, not beside it. */
function withUsual(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(usual).filter(([name]) => !names.has(name))), ...given };
}

function targetOf(text: string): URL {
  const url = webTarget(text);
  if (url === null)
    throw new OutboundError("InvalidUrl", "The URL must be an absolute http or https address without credentials");
  return url;
}

const privateTarget = (host: string): OutboundError =>
  new OutboundError("PrivateTarget", `${host} is not on the public internet, and calls elsewhere are not allowed`);

/** Looks names up and leaves out every address that is not public. */
export const publicOnly =
  (resolve: LookupFunction): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = (Array.isArray(found) ? found : []).filter(({ address }) => isPublicAddress(address));
      const [first] = addresses;
      if (first === undefined) return callback(privateTarget(hostname), "", 0);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });

function failureOf(error: unknown, signal: AbortSignal, host: string): OutboundError {
  if (error instanceof OutboundError) return error;
  const { code = "", cause } = error as { code?: string; cause?: unknown };
  if (cause instanceof OutboundError) return cause;
  if (signal.aborted || code === "UND_ERR_CONNECT_TIMEOUT" || code.endsWith("TIMEOUT"))
    return new OutboundError("TimedOut", `${host} did not answer in time`, { cause: error });
  return new OutboundError("Unreachable", `${host} could not be reached`, { cause: error });
}
