import type { Setting } from "./driver.ts";
import type { Messages } from "./messages.ts";
import { type DriverConnection, type QueryConfig, StatementQuery } from "./statement-query.ts";

/**
 * A statement that is a whole transaction: what binds the transaction goes ahead of it, and one message ends both. The
 * database answers once instead of three times, for the opening, the statement and the end.
 *
 * Until that message statements share a transaction by themselves, so what the opening sets holds for the statement and,
 * whether it succeeds or fails, for nothing after it.
 */
export class LoneRead extends StatementQuery {
  readonly opening: Setting;
  #opened = false;

  /** @param opening a `select` of settings that hold until the transaction ends. */
  constructor(opening: Setting, config: QueryConfig) {
    super(config);
    this.opening = opening;
  }

  protected override say(messages: Messages, connection: DriverConnection): void {
    const { name, text, values } = this.opening;
    const { parsedStatements: parsed } = connection;
    if (parsed[name] === undefined) messages.parse(name, text);
    messages.bind(name, values, String);
    messages.execute();
    super.say(messages, connection);
    parsed[name] = text;
  }

  override handleDataRow(message: unknown): void {
    if (this.#opened) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: DriverConnection): void {
    if (this.#opened) super.handleCommandComplete(message, connection);
    this.#opened = true;
  }

  override handleError(error: Error, connection: DriverConnection): void {
    if (!this.#opened) delete connection.parsedStatements[this.opening.name];
    super.handleError(error, connection);
  }
}
