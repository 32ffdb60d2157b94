import pg from "pg";

/** The driver's connection, as far as a statement of ours speaks to it: with what it holds, by name (decision 8). */
export interface DriverConnection {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  emit(event: "readyForQuery", message: { readonly status: string }): boolean;
  sync(): void;
  parse(statement: { readonly text: string; readonly name: string }): void;
  bind(values: object): void;
  describe(portal: object): void;
  execute(portal: object): void;
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
  queryMode: QueryConfig["queryMode"];
  callback: QueryConfig["callback"];
  readonly _result: Partial<Description>;
  _accumulateRows: boolean;
  prepare(connection: DriverConnection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: DriverConnection): void;
  handleError(error: Error, connection: DriverConnection): void;
}

/** A statement for the driver, and who is told of its end. */
export interface QueryConfig {
  readonly queryMode?: "extended";
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

/** Part of what a statement says to the database that is left out. */
type Omission = "describe" | "sync" | "close";

/** A portal that there is none of: whoever asks for it fails the transaction. */
const nowhere = { portal: "nowhere" };

/** Views of connections that leave something out, by what. */
const views = new WeakMap<DriverConnection, Map<string, DriverConnection>>();

function without(connection: DriverConnection, omitted: readonly Omission[]): DriverConnection {
  if (omitted.length === 0) return connection;
  let known = views.get(connection);
  if (known === undefined) {
    known = new Map();
    views.set(connection, known);
  }
  const name = omitted.join();
  let view = known.get(name);
  if (view === undefined) {
    const nothing = Object.fromEntries(omitted.map((one) => [one, () => {}]));
    view = Object.assign(Object.create(connection) as DriverConnection, nothing);
    known.set(name, view);
  }
  return view;
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
  /** The connection, while it is told what to carry out. */
  #preparing: DriverConnection | undefined;

  // The driver copies a configuration property by property, which takes longer than all else that it does with it.
  constructor({ text, values, callback, name, queryMode, trip, silent = false }: QueryConfig) {
    super(text, values, callback);
    this.name = name;
    this.queryMode = trip === undefined ? queryMode : "extended";
    this.#trip = trip;
    this.#silent = silent;
  }

  /** Tells whether the database answers further statements before it is ready for others. */
  get #goesOn(): boolean {
    return this.#trip?.isLast(this) === false;
  }

  override prepare(connection: DriverConnection): void {
    const { name } = this;
    const known = this.#silent ? undefined : this.#known(connection);
    if (known !== undefined) {
      const { _result: result } = this;
      result.fields = known.fields;
      result._parsers = known._parsers;
      result._prebuiltEmptyResultObject = known._prebuiltEmptyResultObject;
      this._accumulateRows = true;
    } else if (name?.startsWith("f")) {
      // Names of fixed texts; the others' are given up in time and never used again (`kept-statements.ts`).
      this.#asked = connection;
    }
    const omitted: Omission[] = known !== undefined || this.#silent ? ["describe"] : [];
    if (this.#trip === undefined) {
      super.prepare(without(connection, omitted));
      return;
    }
    // The driver closes what it cannot send a value for, and has the rest carried out.
    omitted.push("sync", "close");
    this.#preparing = connection;
    super.prepare(without(connection, omitted));
    if (this.#preparing !== undefined && !this.#goesOn) connection.sync();
    this.#preparing = undefined;
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
    const connected = this.#preparing;
    if (connected !== undefined) {
      // A value that cannot be sent: the database must not keep what it was sent ahead of it.
      this.#preparing = undefined;
      connected.execute(nowhere);
      connected.sync();
    }
    super.handleError(error, connection);
    this.#trip?.failed(this);
  }
}
