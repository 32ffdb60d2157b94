import { errorReply, ServiceError } from "./errors.ts";

/** A request to your service, whatever the framework it came through. */
export interface IncomingCall {
  /** In capitals. */
  readonly method: string;
  /** Path and query, such as `/checkout/shippingrates?a=b`. */
  readonly url: string;
  /** The first value of a header; its name in lower case. */
  header(name: string): string | undefined;
  /**
   * The bytes of the body exactly as they came. To be read once.
   *
   * @throws ServiceError 413 past so many.
   */
  bytes(limit: number): Promise<Uint8Array>;
}

/** Reply of your service; without a body where that is undefined, else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** Answers requests. What it throws becomes an error in the platform's shape. */
export type Handler = (call: IncomingCall) => Promise<Answer>;

/** What adapters let you set. */
export interface Options {
  /** Told of what was thrown and is no refusal of yours or of the platform's. Default: `console.error`. */
  onError?(error: unknown, call: IncomingCall): void;
}

export const answer = (body?: unknown, status = body === undefined ? 204 : 200): Answer => ({ status, body });

/** Bodies of calls are read up to so many bytes: a worksheet of 2,500 lines has a few million. */
export const largestBody = 16 * 1024 * 1024;

export const tooLarge = (limit: number): ServiceError =>
  new ServiceError("Request.TooLarge", `Bodies may have ${limit} bytes at most.`, 413);

/** Has a handler answer; nothing is thrown. */
export async function answerTo(handler: Handler, call: IncomingCall, { onError }: Options): Promise<Answer> {
  try {
    return await handler(call);
  } catch (error) {
    const reply = errorReply(error);
    if (reply.status >= 500) (onError ?? ((thrown) => console.error(thrown)))(error, call);
    return reply;
  }
}

/** The text of an answer's body. */
export const textOf = ({ body }: Answer): string | undefined => (body === undefined ? undefined : JSON.stringify(body));

export const contentType = "application/json; charset=utf-8";
