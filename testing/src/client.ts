import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { type Operation, type OperationId, operations, type wire } from "@orderwell/contract";
import { request } from "undici";
import { faultOfReply } from "./declared-replies.ts";

/** Parts of a call; `path` and `query` by their declared names, list options and filters in `query` too. */
export interface Input {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
  readonly body: any;
}

/** The error codes of a refusal, with its status. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly codes: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: shape differs by code
  readonly data: any;
  readonly message: string;
}

const declared = (id: OperationId): Operation => (operations as Readonly<Record<string, Operation>>)[id] as Operation;

/** Arguments of an operation, as the contract declares it; left out where nothing must be said. */
type Inputs<Id extends OperationId> =
  Record<never, never> extends InputOf<Id> ? [input?: InputOf<Id>] : [input: InputOf<Id>];
type InputOf<Id extends OperationId> = Argument<"path", wire.Operations[Id]["path"]> &
  Argument<"query", wire.Operations[Id]["query"]> &
  Argument<"body", wire.Operations[Id]["body"]>;
type Argument<Name extends string, Type> = unknown extends Type
  ? { readonly [Key in Name]?: never }
  : [Type] extends [undefined]
    ? { readonly [Key in Name]?: never }
    : Record<never, never> extends Type
      ? { readonly [Key in Name]?: Type }
      : { readonly [Key in Name]: Type };

type ReplyOf<Id extends OperationId> = wire.Operations[Id]["reply"];

/** Calls a server by operation, over HTTP, as one caller. */
export class TestClient {
  readonly baseUrl: string;
  readonly token: string;

  constructor(baseUrl: string, token: string) {
    this.baseUrl = baseUrl;
    this.token = token;
  }

  /** Answer of the server, whatever it is; fails when a success is not of the declared shape. */
  async send(id: OperationId, input: Input = {}): Promise<Answer> {
    const operation = declared(id);
    const { method, path, status } = operation;
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = input.path?.[name];
      assert.ok(value !== undefined, `${id} needs ${name}`);
      return encodeURIComponent(value);
    });
    const query = Object.entries(input.query ?? {}).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map(
        (one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`,
      ),
    );
    const answer = await this.raw(method, query.length === 0 ? url : `${url}?${query.join("&")}`, input.body);
    if (answer.status === status) assert.equal(faultOfReply(operation, answer.body), undefined);
    return answer;
  }

  async raw(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    // A third of what `fetch` costs; the tests make a hundred thousand calls.
    const response = await request(this.baseUrl + url, {
      method,
      headers: {
        ...(this.token === "" ? {} : { authorization: `Bearer ${this.token}` }),
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.body.text();
    const isJson = String(response.headers["content-type"]).includes("application/json");
    return {
      status: response.statusCode,
      body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
      get headers() {
        return headersOf(response.headers);
      },
    };
  }

  /** The reply's body; fails unless the status is the declared one. */
  async ok<Id extends OperationId>(id: Id, ...[input]: Inputs<Id>): Promise<ReplyOf<Id>> {
    return this.#reply(id, input as Input | undefined);
  }

  async #reply<Id extends OperationId>(id: Id, input: Input | undefined): Promise<ReplyOf<Id>> {
    const answer = await this.send(id, input);
    assert.equal(answer.status, declared(id).status, `${id}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /**
   * The reply's body, like `ok`, to what the declared types do not hold: clients write numbers as text and enumerations in
   * any case, and send properties that the server ignores.
   */
  async accepted<Id extends OperationId>(id: Id, input: Input): Promise<ReplyOf<Id>> {
    return this.#reply(id, input);
  }

  /** The refusal; fails when the server does not refuse. */
  async refused(id: OperationId, input: Input = {}): Promise<Refusal> {
    const { status, body } = await this.send(id, input);
    assert.ok(status >= 400, `${id} was not refused: ${status} ${JSON.stringify(body)}`);
    return refusal(status, body);
  }
}

function headersOf(received: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(received))
    for (const value of [values].flat()) if (value !== undefined) headers.append(name, value);
  return headers;
}

export function refusal(
  status: number,
  body: { Errors: { ErrorCode: string; Message: string; Data: unknown }[] },
): Refusal {
  const [first] = body.Errors;
  assert.ok(first !== undefined, "a refusal names at least one error");
  return {
    status,
    code: first.ErrorCode,
    codes: body.Errors.map(({ ErrorCode }) => ErrorCode),
    data: first.Data,
    message: first.Message,
  };
}
