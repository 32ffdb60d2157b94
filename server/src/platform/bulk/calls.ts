import type { Operation } from "@orderwell/contract";
import type { Caller } from "../access/caller.ts";
import { guard } from "../access/guard.ts";
import { settled } from "../db/later.ts";
import { apiError } from "../errors/api-error.ts";
import { bodyWriter } from "../http/routes.ts";
import { callOf, inputOf, type Perform, type Platform, performer } from "../operation/dispatch.ts";
import type { Implementation } from "../operation/implement.ts";
import type { Declarations } from "../wire/body.ts";
import { ReplyWriter } from "../wire/reply.ts";
import type { Work } from "../work/work.ts";

/** One operation for one row. */
export interface RowCall {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The operations of the API, for whoever carries out many: as requests of their own, or several in one transaction. */
export class Calls {
  readonly #byId: ReadonlyMap<string, Implementation>;
  readonly #performers = new Map<string, Perform>();
  readonly #declarations: Declarations;
  readonly #writer: ReplyWriter;
  readonly platform: Platform;

  constructor(implementations: readonly Implementation[], declarations: Declarations, platform: Platform) {
    this.#byId = new Map(implementations.map((one) => [one.id as string, one]));
    this.#declarations = declarations;
    this.#writer = new ReplyWriter(declarations.models);
    this.platform = platform;
  }

  /** Tells whether this version carries an operation out. */
  has(operation: Operation): boolean {
    return this.#byId.has(operation.id);
  }

  /** Tells whether others are asked or told of an operation of this caller, or it has parts outside its transaction. */
  async standsAlone(caller: Caller, operation: Operation): Promise<boolean> {
    const one = this.#byId.get(operation.id);
    if (one === undefined || one.open || one.prepare || one.answer || one.finish) return true;
    return (await this.platform.hooks.listeners(caller, operation.id)) !== undefined;
  }

  /** Carries an operation out as the request of its own would be. */
  send(
    operation: Operation,
    request: {
      readonly authorization: string | undefined;
      readonly path: Readonly<Record<string, string>>;
      readonly query: string;
      readonly body?: unknown;
      readonly left?: () => boolean;
    },
  ): Promise<unknown> {
    let perform = this.#performers.get(operation.id);
    if (perform === undefined) {
      const write = bodyWriter(operation, this.#writer);
      perform = performer(operation, this.#byId.get(operation.id), this.#declarations, this.platform, write);
      this.#performers.set(operation.id, perform);
    }
    return perform({
      authorization: request.authorization,
      params: request.path,
      queryString: request.query,
      readBody: () => request.body,
      logId: this.platform.services.ids.guid(),
      ...(request.left && { left: request.left }),
    });
  }

  /** Carries an operation out in a transaction that is there already: with the same guard, parameters and rules. */
  async perform(work: Work<Caller>, { operation, path, query, body }: RowCall): Promise<unknown> {
    const one = this.#byId.get(operation.id);
    if (one === undefined || one.open) throw apiError("NotImplemented", { Operation: operation.id });
    guard(operation, work.actor);
    const pairs = Object.entries(query).map(([name, value]) => ({ name, value }));
    const input = inputOf(operation, { params: path, pairs, sent: body }, this.#declarations, work.now);
    // Whatever becomes of the transaction, the row has been written.
    return settled(await one.perform(callOf(work, input)));
  }
}
