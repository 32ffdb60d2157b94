import { setImmediate } from "node:timers/promises";
import type { Operation } from "@orderwell/contract";
import type { Caller } from "../access/caller.ts";
import { Json } from "../db/json.ts";
import { ApiError, notFound } from "../errors/api-error.ts";
import type { Violations } from "../errors/violations.ts";
import { asApiError } from "../http/server.ts";
import type { Work } from "../work/work.ts";
import type { Calls } from "./calls.ts";
import type { Kind, Row } from "./kinds.ts";

/** A row of an import as it was read. */
export interface Line {
  /** Number of its line in the stream, from 1. */
  readonly number: number;
  readonly row: Row;
}

/**
 * Rows that begin in one turn of the event loop. What the database answers to them arrives together as well, and all of them go
 * on in one turn: more hold up everybody else. Fewer cost the database statements: as many as fill those that add several rows.
 */
const rowsInTurn = 24;
/** So many times these are under way in a transaction, so that the database has work while the next ones are prepared. */
const groupsUnderWay = 2;

/** What became of a row. */
export type Outcome = "Created" | "Saved" | ApiError;

/** Ends a transaction that is not to be kept, with what it came to. */
class NotKept extends Error {
  readonly outcomes: readonly Outcome[];

  constructor(outcomes: readonly Outcome[]) {
    super("Nothing is kept of a dry run");
    this.outcomes = outcomes;
  }
}

/** Whose rows are written, and how. */
export interface Application {
  readonly authorization: string | undefined;
  readonly dryRun: boolean;
  readonly left: () => boolean;
}

/**
 * Writes rows of one kind, by the operations of the API. What a row does not name stays as it is. Rows share a transaction
 * where that makes no difference but for time: should one of them fail, all are written anew without it, and each row is
 * whole or not there at all.
 */
export class Writer {
  readonly #calls: Calls;
  readonly #violations: Violations;
  readonly #application: Application;
  /** Kinds of which the last rows were new: the next ones are taken to be. */
  readonly #news = new Set<string>();
  /** Rows that are requests of their own go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(calls: Calls, violations: Violations, application: Application) {
    this.#calls = calls;
    this.#violations = violations;
    this.#application = application;
  }

  /** @returns an outcome for each line, in their order. @throws what has nothing to do with the rows, such as a lost database. */
  async write(kind: Kind, lines: readonly Line[]): Promise<Outcome[]> {
    const caller = await this.#calls.platform.services.access.authenticate(this.#application.authorization);
    const operations = [kind.save, kind.create, kind.patch].filter((one) => one !== undefined);
    const alone = await Promise.all(operations.map((one) => this.#calls.standsAlone(caller, one)));
    if (this.#application.dryRun || (kind.rules.together === true && !alone.includes(true)))
      return this.#together(caller, kind, lines);
    const one = async (): Promise<Outcome[]> => {
      const outcomes: Outcome[] = [];
      for (const line of lines) {
        // One that is refused before anything is asked would take the next one's turn.
        await setImmediate();
        outcomes.push(await this.#judged(() => this.#sent(kind, line.row)));
      }
      return outcomes;
    };
    const written = this.#turn.then(one);
    this.#turn = written.catch(() => {});
    return written;
  }

  /** One row as requests of its own. */
  async #sent(kind: Kind, row: Row): Promise<Outcome> {
    const { authorization, left } = this.#application;
    // What only tells rows apart is none of those who are told of the request.
    const { Resource: _, ...body } = row;
    return this.#saved(kind, row, this.#news.has(kind.name), (operation, path, query) =>
      this.#calls.send(operation, {
        authorization,
        path,
        query: new URLSearchParams(query as Record<string, string>).toString(),
        body,
        left,
      }),
    );
  }

  /** Changes an object, or makes it where it is not there; makes an assignment. @param isNew whether it is taken not to be there. */
  async #saved(kind: Kind, row: Row, isNew: boolean, perform: Perform): Promise<Outcome> {
    const carryOut = (operation: Operation) =>
      perform(operation, kind.pathOf(operation, row), kind.queryOf(operation, row));
    const { create, patch, save } = kind;
    if (create !== undefined && (isNew || patch === undefined)) {
      await carryOut(create);
      return "Created";
    }
    if (patch !== undefined) {
      try {
        await carryOut(patch);
        return "Saved";
      } catch (error) {
        if (!isMissing(error, row)) throw error;
      }
    }
    if (kind.generate !== undefined) {
      if (this.#application.dryRun) {
        await carryOut(kind.generate);
        return "Created";
      }
      const generated = await this.#generated(kind, row, kind.generate, perform);
      await perform(save, { ...kind.pathOf(save, row), ...generated }, {});
    } else await carryOut(save);
    return patch === undefined ? "Saved" : "Created";
  }

  /** What names the object that a row is about, among those that are made without an ID of their choice. */
  async #generated(
    kind: Kind,
    row: Row,
    generate: Operation,
    perform: Perform,
  ): Promise<Readonly<Record<string, string>>> {
    const shown = (one: Row): string => JSON.stringify((kind.rules.also ?? []).map((name) => named(one[name])));
    const path = kind.pathOf(kind.list, row);
    const own = Object.keys(kind.save.pathParams).find((name) => !(name in kind.list.pathParams)) ?? "";
    for (const attempt of [0, 1]) {
      for (let page = 1; ; page++) {
        const { authorization, left } = this.#application;
        const query = `pageSize=100&page=${page}`;
        const { Items } = (await this.#calls.send(kind.list, { authorization, path, query, left })) as { Items: Row[] };
        const found = Items.find((one) => shown(one) === shown(row));
        if (found !== undefined) return { [own]: String(found.ID) };
        if (Items.length < 100) break;
      }
      if (attempt === 0) await perform(generate, kind.pathOf(generate, row), {});
    }
    throw notFound(kind.model.name, String(row.ID));
  }

  /** @param areNew whether the rows are taken to be of objects that are not there. */
  async #together(
    caller: Caller,
    kind: Kind,
    lines: readonly Line[],
    areNew = this.#news.has(kind.name),
  ): Promise<Outcome[]> {
    const { dryRun, left } = this.#application;
    const attempt = async (work: Work<Caller>): Promise<Outcome[]> => {
      // All of them end before the transaction does, whatever becomes of one.
      const begun: Promise<PromiseSettledResult<Outcome>[]>[] = [];
      for (let from = 0; from < lines.length; from += rowsInTurn) {
        await begun.at(-groupsUnderWay);
        await setImmediate();
        const some = lines
          .slice(from, from + rowsInTurn)
          .map(({ row }) =>
            this.#saved(kind, row, areNew, (operation, path, query) =>
              this.#calls.perform(work, { operation, path, query, body: row }),
            ),
          );
        begun.push(Promise.allSettled(some));
      }
      const settled = (await Promise.all(begun)).flat();
      const failure = settled.find((one) => one.status === "rejected");
      if (failure !== undefined) throw failure.reason;
      const outcomes = settled.map((one) => (one as PromiseFulfilledResult<Outcome>).value);
      if (dryRun) throw new NotKept(outcomes);
      return outcomes;
    };
    try {
      const { works } = this.#calls.platform;
      const outcomes = await works.run(caller.marketplaceId, caller, "write", attempt, { heavy: true, left });
      this.#expect(kind, outcomes);
      return outcomes;
    } catch (error) {
      if (error instanceof NotKept) return [...error.outcomes];
      this.#news.delete(kind.name);
      // A row that was taken for new and is not is written again as what it is.
      if (lines.length === 1)
        return areNew ? this.#together(caller, kind, lines, false) : [await this.#judged(() => Promise.reject(error))];
    }
    const middle = lines.length > 8 ? Math.ceil(lines.length / 4) : 1;
    const outcomes: Outcome[] = [];
    for (let from = 0; from < lines.length; from += middle)
      outcomes.push(...(await this.#together(caller, kind, lines.slice(from, from + middle))));
    return outcomes;
  }

  #expect(kind: Kind, outcomes: readonly Outcome[]): void {
    if (kind.create !== undefined && outcomes.every((one) => one === "Created")) this.#news.add(kind.name);
    else this.#news.delete(kind.name);
  }

  /** What a row's failure is to whoever sent it. @throws what is no fault of the row. */
  async #judged(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await work();
    } catch (error) {
      const known = asApiError(error as Error, {}, this.#violations);
      if (known.status >= 500 || known.status === 401 || known.status === 429 || known.status === 408) throw known;
      return known;
    }
  }
}

type Perform = (
  operation: Operation,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
) => Promise<unknown>;

/** The IDs in a list of references, which say what it is however else they are shown. */
function named(value: unknown): unknown {
  const list = (value instanceof Json ? value.value : value) as readonly Record<string, unknown>[] | null | undefined;
  return (list ?? []).map(({ SpecID, OptionID, Value }) => [SpecID, OptionID, OptionID ? null : Value]);
}

/** Tells whether an object was not there that a row is about, and not something else that it names. */
function isMissing(error: unknown, row: Row): boolean {
  if (!(error instanceof ApiError) || error.code !== "NotFound") return false;
  const { ObjectID } = (error.entries[0]?.Data ?? {}) as { readonly ObjectID?: string };
  return String(ObjectID).toLowerCase() === String(row.ID ?? "").toLowerCase();
}
