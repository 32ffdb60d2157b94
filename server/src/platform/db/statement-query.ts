import type { Socket } from "node:net";
import pg from "pg";
import { prepareValue } from "pg/lib/utils";
import { Messages } from "./messages.ts";

/** The driver's connection, as far as a statement of ours speaks to it: with what it holds, by name (decision 8). */
export interface DriverConnection {
  readonly stream: Socket;
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  emit(event: "readyForQuery", message: { readonly status: string }): boolean;
  close(what: { readonly type: "S"; readonly name: string }): void;
}

/** Parts of the driver's result that follow from the description of a statement's columns. */
interface Description {
  fields: readonly pg.FieldDef[];
  _parsers: readonly unknown[];
  _prebuiltEmptyResultObject: object;
}

/** Methods that the driver calls on a statement of its own, as far as they are overridden here. */
interface DriverQuery {
  name: string | undefined;
  callback: QueryConfig["callback"];
  readonly text: string;
  readonly values: readonly unknown[];
  readonly _result: Partial<Description>;
  _accumulateRows: boolean;
  submit(connection: DriverConnection): Error | null;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: DriverConnection): void;
  handleError(error: Error, connection: DriverConnection): void;
}

/** A statement for the driver, and who is told of its end. */
export interface QueryConfig {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string | undefined;
  readonly callback: (error: Error | null, result: pg.QueryResult) => void;
  /** Statements that it leaves with; none: it leaves by itself. */
  readonly trip?: Trip;
  /** Nobody reads what it answers with, such as a setting. */
  readonly silent?: boolean;
}

/** Statements that leave together, as their members see each other. */
export interface Trip {
  /** Whether a statement is the first one. */
  isFirst(statement: StatementQuery): boolean;
  /** Whether a statement is the last one: the database answers all at once, when it has carried out that. */
  isLast(statement: StatementQuery): boolean;
  /** A statement failed: those after it are passed over. */
  failed(statement: StatementQuery): void;
}

const Query = pg.Query as unknown as new (
  text: string,
  values: readonly unknown[],
  callback: QueryConfig["callback"],
) => DriverQuery;

/** One description for each statement, whatever the number of connections. */
const shared = new Map<string, Description>();

/** Descriptions that a connection has given, by the statement's name. */
const given = new WeakMap<DriverConnection, Map<string, Description>>();

function givenBy(connection: DriverConnection): Map<string, Description> {
  const known = given.get(connection);
  if (known !== undefined) return known;
  const none = new Map<string, Description>();
  given.set(connection, none);
  return none;
}

const sameColumns = (a: Description, b: Description): boolean =>
  a.fields.length === b.fields.length &&
  a.fields.every(({ name, dataTypeID, format }, index) => {
    const other = b.fields[index];
    return name === other?.name && dataTypeID === other.dataTypeID && format === other.format;
  });

/** A portal that there is none of: whoever asks for it fails the transaction. */
const nowhere = "nowhere";

/** What statements say that leave together: all of it leaves before any other connection is spoken to. */
const messages = new Messages();

/** The text of a value; bytes as the database writes them. */
function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const prepared = prepareValue(value);
  return Buffer.isBuffer(prepared) ? `\\x${prepared.toString("hex")}` : prepared;
}

/**
 * A statement that asks the database once on each connection which columns it answers with: a statement of ours keeps its
 * columns, and to describe them takes more than many an answer. Others, whose names start otherwise, are described each time.
 *
 * Of statements that leave together the last one alone asks for the answers, so that the database sends all of them at once.
 */
export class StatementQuery extends Query {
  readonly #trip: Trip | undefined;
  readonly #silent: boolean;
  #asked: DriverConnection | undefined;

  // The driver copies a configuration property by property, which takes longer than all else that it does with it.
  constructor({ text, values, callback, name, trip, silent = false }: QueryConfig) {
    super(text, values, callback);
    this.name = name;
    this.#trip = trip;
    this.#silent = silent;
  }

  /** Tells whether the database answers further statements before it is ready for others. */
  get #goesOn(): boolean {
    return this.#trip?.isLast(this) === false;
  }

  /** Says what it has to say, along with its trip. @returns what keeps it from being sent, if it is alone. */
  override submit(connection: DriverConnection): Error | null {
    if (this.#trip === undefined || this.#trip.isFirst(this)) messages.cut(0);
    let isLast = !this.#goesOn;
    const before = messages.length;
    try {
      this.say(messages, connection);
    } catch (error) {
      messages.cut(before);
      if (this.#trip === undefined) return error as Error;
      // The database must not keep what it is sent ahead of it.
      messages.execute(nowhere);
      isLast = true;
      this.handleError(error as Error, connection);
    }
    if (isLast) {
      messages.sync();
      const { stream } = connection;
      if (stream.writable) stream.write(messages.take());
    }
    return null;
  }

  /** @throws Error for a value that cannot be sent. */
  protected say(messages: Messages, connection: DriverConnection): void {
    const { name = "", text, values } = this;
    const known = this.#silent ? undefined : this.#known(connection);
    if (known !== undefined) {
      const { _result: result } = this;
      result.fields = known.fields;
      result._parsers = known._parsers;
      result._prebuiltEmptyResultObject = known._prebuiltEmptyResultObject;
      this._accumulateRows = true;
    } else if (name.startsWith("f")) {
      // Names of fixed texts; the others' are given up in time and never used again (`kept-statements.ts`).
      this.#asked = connection;
    }
    const { parsedStatements: parsed, submittedNamedStatements: submitted } = connection;
    const isNew = name === "" || (parsed[name] ?? submitted[name]) === undefined;
    if (isNew) messages.parse(name, text);
    messages.bind(name, values, textOf);
    if (isNew && name !== "") submitted[name] = text;
    if (known === undefined && !this.#silent) messages.describe();
    messages.execute();
  }

  #known(connection: DriverConnection): Description | undefined {
    const { name } = this;
    if (name === undefined || connection.parsedStatements[name] === undefined) return undefined;
    return given.get(connection)?.get(name);
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    const { name } = this;
    if (this.#asked === undefined || name === undefined) return;
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result as Description;
    const own = { fields, _parsers, _prebuiltEmptyResultObject };
    const same = shared.get(name);
    if (same === undefined) shared.set(name, own);
    givenBy(this.#asked).set(name, same !== undefined && sameColumns(same, own) ? same : own);
  }

  override handleDataRow(message: unknown): void {
    if (!this.#silent) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: DriverConnection): void {
    super.handleCommandComplete(message, connection);
    // The database does not say so, since nobody asked: the driver goes on to the next one.
    if (this.#goesOn) connection.emit("readyForQuery", { status: "T" });
  }

  override handleError(error: Error, connection: DriverConnection): void {
    super.handleError(error, connection);
    this.#trip?.failed(this);
  }
}
