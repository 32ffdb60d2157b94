import pg from "pg";

/** The driver's connection, as far as a statement of ours speaks to it: with what it holds, by name (decision 8). */
export interface DriverConnection {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
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

/** Views of connections that ask for no description. */
const silent = new WeakMap<DriverConnection, DriverConnection>();

function silently(connection: DriverConnection): DriverConnection {
  const known = silent.get(connection);
  if (known !== undefined) return known;
  const view: DriverConnection = Object.assign(Object.create(connection), { describe() {} });
  silent.set(connection, view);
  return view;
}

/**
 * A statement that asks the database once on each connection which columns it answers with: a statement of ours keeps its
 * columns, and to describe them takes more than many an answer. Others, whose names start otherwise, are described each time.
 */
export class StatementQuery extends Query {
  #asked: DriverConnection | undefined;

  // The driver copies a configuration property by property, which takes longer than all else that it does with it.
  constructor({ text, values, callback, name, queryMode }: QueryConfig) {
    super(text, values, callback);
    this.name = name;
    this.queryMode = queryMode;
  }

  override prepare(connection: DriverConnection): void {
    const { name } = this;
    const known = this.#known(connection);
    if (known === undefined) {
      // Names of fixed texts; the others' are given up in time and never used again (`kept-statements.ts`).
      if (name?.startsWith("f")) this.#asked = connection;
      super.prepare(connection);
      return;
    }
    const { _result: result } = this;
    result.fields = known.fields;
    result._parsers = known._parsers;
    result._prebuiltEmptyResultObject = known._prebuiltEmptyResultObject;
    this._accumulateRows = true;
    super.prepare(silently(connection));
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
}
