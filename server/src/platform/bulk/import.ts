import { limits } from "@orderwell/contract";
import { ApiError, type ErrorEntry, invalidProperty } from "../errors/api-error.ts";
import type { Line, Outcome, Writer } from "./apply.ts";
import { type Kind, kindOf, type Row } from "./kinds.ts";
import { invalid, type Unreadable } from "./lines.ts";

/** Rows that are written at a time. */
const batchRows = 200;
/** Rows between two reports of progress. */
const reportEvery = 1_000;

/** Objects of a dry run that later rows may name: as many as one can make in a file of a reasonable size. */
const mostPromised = 200_000;
const promise = (type: unknown, id: unknown): string => `${type} ${String(id).toLowerCase()}`;

/** Something that an import tells: the errors of a row, how far it is, or how it ended. */
export interface Told {
  /** For errors, the line they are of; else the last line that is done with, so that a later import goes on after it. */
  readonly Line: number;
  readonly Resource?: string;
  readonly ID?: unknown;
  readonly Errors?: readonly ErrorEntry[];
  readonly Created?: number;
  readonly Saved?: number;
  readonly Failed?: number;
  /** True when the stream was read to its end; false when the import stopped before, for the reason that `Errors` tell. */
  readonly Done?: boolean;
}

/** Rows of one kind that are being written. */
interface Batch {
  readonly kind: Kind;
  readonly lines: readonly Line[];
  /** Of the rows. */
  readonly keys: ReadonlySet<string>;
  readonly outcomes: Promise<readonly Outcome[]>;
}

/** One import: gathers rows of one kind, writes them, and tells what became of them. */
export class Import {
  readonly #writer: Writer;
  readonly #only: Kind | undefined;
  readonly #from: number;
  readonly #counts = { Created: 0, Saved: 0, Failed: 0 };
  /** Of a dry run: objects that earlier rows would have made, by type and ID. What names them would find them. */
  readonly #promised: Set<string> | undefined;
  #last = 0;
  #reported = 0;
  /** What is being written while the next rows are gathered. */
  #running: Batch | undefined;

  /** @param from number of the first line that is written. */
  constructor(
    writer: Writer,
    { only, from, dryRun }: { readonly only: Kind | undefined; readonly from: number; readonly dryRun: boolean },
  ) {
    this.#promised = dryRun ? new Set() : undefined;
    this.#writer = writer;
    this.#only = only;
    this.#from = from;
    this.#last = Math.max(0, from - 1);
  }

  /**
   * Writes the lines in their order. Objects that have nothing to do with each other are written while those before them are:
   * so the database has work while this process prepares it. No more is read than what is written and what comes next.
   */
  async *run(lines: AsyncIterable<Line | Unreadable>): AsyncGenerator<Told> {
    let batch: Line[] = [];
    let kind: Kind | undefined;
    let keys = new Set<string>();
    let tooMany = false;
    try {
      for await (const line of lines) {
        if (line.number < this.#from) continue;
        tooMany = this.#counts.Failed >= limits.bulkErrors.most;
        if (tooMany) break;
        const read = this.#read(line);
        const ends =
          batch.length > 0 &&
          (batch.length >= batchRows || read instanceof ApiError || read !== kind || this.#meets(read, line, keys));
        if (ends && kind !== undefined) {
          yield* this.#begin(kind, batch, keys);
          batch = [];
          keys = new Set();
        }
        if (read instanceof ApiError) {
          yield* this.#finish();
          yield* this.#note("row" in line ? line : { number: line.number, row: {} }, read);
        } else if ("row" in line) {
          kind = read;
          batch.push(line);
          keys.add(read.keyOf(line.row));
        }
      }
      if (batch.length > 0 && kind !== undefined) yield* this.#begin(kind, batch, keys);
      yield* this.#finish();
      if (tooMany) throw invalid(`${limits.bulkErrors.most} rows were refused.`);
      yield this.#state(true);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      yield { ...this.#state(false), Errors: error.entries };
    } finally {
      await this.#running?.outcomes.catch(() => {});
    }
  }

  #read(line: Line | Unreadable): Kind | ApiError {
    if ("error" in line) return line.error;
    try {
      const kind = line.row.Resource === undefined && this.#only !== undefined ? this.#only : kindOf(line.row.Resource);
      if (this.#only !== undefined && kind !== this.#only) return kindOf(undefined);
      // Each time that it comes it would make another object.
      if (kind.patch !== undefined && kind.isNameless(line.row))
        throw invalidProperty(kind.model.name, "ID", "ID is required.");
      return kind;
    } catch (error) {
      return error as ApiError;
    }
  }

  /** Tells whether a row writes what another one of the batch writes, or refers to it. */
  #meets(kind: Kind, line: Line | Unreadable, keys: ReadonlySet<string>): boolean {
    if (!("row" in line)) return false;
    const { ParentID } = line.row;
    const names = [kind.keyOf(line.row), ...(ParentID ? [kind.keyOf({ ...line.row, ID: ParentID })] : [])];
    return names.some((name) => keys.has(name));
  }

  /**
   * Tells whether rows may be written while those before them are. Assignments of the same objects would wait for each other,
   * and of two users of one name the first is to get it.
   */
  #goesBeside(before: Batch, kind: Kind, lines: readonly Line[]): boolean {
    return (
      this.#promised === undefined &&
      kind === before.kind &&
      kind.patch !== undefined &&
      !("Username" in kind.model.fields) &&
      !lines.some((line) => this.#meets(kind, line, before.keys))
    );
  }

  /** Begins to write rows, once those before the last ones are. */
  async *#begin(kind: Kind, lines: readonly Line[], keys: ReadonlySet<string>): AsyncGenerator<Told> {
    if (this.#running !== undefined && !this.#goesBeside(this.#running, kind, lines)) yield* this.#finish();
    const outcomes = this.#writer.write(kind, lines);
    // Whoever finishes it hears of its failure.
    outcomes.catch(() => {});
    const batch = { kind, lines, keys, outcomes };
    try {
      yield* this.#finish();
    } finally {
      this.#running = batch;
    }
  }

  /** Waits for what is being written, and tells of it. */
  async *#finish(): AsyncGenerator<Told> {
    const batch = this.#running;
    this.#running = undefined;
    if (batch === undefined) return;
    const { kind, lines } = batch;
    for (const [index, outcome] of (await batch.outcomes).entries()) {
      const line = lines[index] as Line;
      const kept = this.#promised === undefined ? outcome : this.#supposing(this.#promised, kind, line.row, outcome);
      yield* this.#note(line, kept);
    }
    const { Created, Saved, Failed } = this.#counts;
    if (Created + Saved + Failed - this.#reported < reportEvery) return;
    this.#reported = Created + Saved + Failed;
    yield this.#state();
  }

  /** What becomes of a row once those before it are kept. */
  #supposing(promised: Set<string>, { model, patch }: Kind, { ID }: Row, outcome: Outcome): Outcome {
    const missing = outcome instanceof ApiError ? outcome.entries : [];
    const found = missing.every(({ ErrorCode, Data }) => {
      const { ObjectType, ObjectID } = (Data ?? {}) as { readonly ObjectType?: string; readonly ObjectID?: string };
      return ErrorCode === "NotFound" && promised.has(promise(ObjectType, ObjectID));
    });
    if (!found) return outcome;
    if (ID !== undefined && promised.size < mostPromised) promised.add(promise(model.objectType ?? model.name, ID));
    return outcome instanceof ApiError ? (patch === undefined ? "Saved" : "Created") : outcome;
  }

  *#note({ number, row }: { number: number; row: Row }, outcome: Outcome): Generator<Told> {
    this.#last = number;
    if (!(outcome instanceof ApiError)) {
      this.#counts[outcome]++;
      return;
    }
    this.#counts.Failed++;
    yield {
      Line: number,
      ...(row.Resource === undefined ? {} : { Resource: String(row.Resource) }),
      ...(row.ID === undefined ? {} : { ID: row.ID }),
      Errors: outcome.entries,
    };
  }

  #state(Done?: boolean): Told {
    return { Line: this.#last, ...this.#counts, ...(Done === undefined ? {} : { Done }) };
  }
}
