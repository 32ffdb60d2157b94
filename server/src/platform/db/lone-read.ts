import type { Setting } from "./driver.ts";
import { type DriverConnection, type QueryConfig, StatementQuery } from "./statement-query.ts";

const toText = (value: unknown): string => String(value);

/**
 * A statement that is a whole transaction: what binds the transaction goes ahead of it, and one message ends both. The
 * database answers once instead of three times, for the opening, the statement and the end.
 *
 * Until that message statements share a transaction by themselves, so what the opening sets holds for the statement and,
 * whether it succeeds or fails, for nothing after it.
 */
export class LoneRead extends StatementQuery {
  readonly #opening: Setting;
  #opened = false;

  /** @param opening a `select` of settings that hold until the transaction ends. */
  constructor(opening: Setting, config: QueryConfig) {
    // Without it the driver sends a statement that has neither name nor parameters by itself: nothing would bind it.
    super({ ...config, queryMode: "extended" });
    this.#opening = opening;
  }

  override prepare(connection: DriverConnection): void {
    const { name, text, values } = this.#opening;
    if (connection.parsedStatements[name] === undefined) {
      connection.parse({ text, name });
      connection.parsedStatements[name] = text;
    }
    connection.bind({ statement: name, values, valueMapper: toText });
    connection.execute({});
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.#opened) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: DriverConnection): void {
    if (this.#opened) super.handleCommandComplete(message, connection);
    this.#opened = true;
  }

  override handleError(error: Error, connection: DriverConnection): void {
    if (!this.#opened) delete connection.parsedStatements[this.#opening.name];
    super.handleError(error, connection);
  }
}
