import type { TenantDb } from "../../platform/db/session.ts";
import type { Statement } from "../../platform/db/sql.ts";
import { Kept } from "../../platform/kept.ts";

/** A row of a table and its state: the `xmin` of the row, which every change of it renews. */
export interface RowVersion {
  readonly id: string;
  readonly version: string;
}

/** What the statement that reads texts answers with. */
interface TextRow extends RowVersion {
  readonly text: string;
}

interface Versioned<Text> {
  readonly version: string;
  readonly text: Text;
}

/** What was just read of rows, by their ID. */
type Learned<Text> = ReadonlyMap<string, Versioned<Text>>;

/** Characters of texts kept of a table, in either of two generations. */
const mostCharacters = 16_000_000;

const keyOf = (marketplaceId: string, id: string): string => `${marketplaceId}\0${id}`;

/**
 * Texts made of single rows of a table and of nothing else, kept by the version of the row: who has just read the version
 * need not have the row put together, sent and written out again. No version comes back with other content, whichever
 * process wrote it, so a text is right or is not asked for.
 */
export class RowTexts<Row extends TextRow, Text> {
  readonly #statement: (args: { marketplaceId: string; ids: readonly string[] }) => Statement;
  readonly #textOf: (row: Row) => Text;
  readonly #kept = new Kept<Versioned<Text>>(mostCharacters);

  constructor(
    statement: (args: { marketplaceId: string; ids: readonly string[] }) => Statement,
    textOf: (row: Row) => Text,
  ) {
    this.#statement = statement;
    this.#textOf = textOf;
  }

  /** The text of a row in a version. `learned` goes first: of a page too big to keep, it alone has everything. */
  find(marketplaceId: string, { id, version }: RowVersion, learned?: Learned<Text>): Text | undefined {
    const found = learned?.get(id) ?? this.#kept.get(keyOf(marketplaceId, id));
    return found?.version === version ? found.text : undefined;
  }

  /** Reads rows as they are now. */
  async learn(db: TenantDb, ids: readonly string[]): Promise<Learned<Text>> {
    const learned = new Map<string, Versioned<Text>>();
    if (ids.length === 0) return learned;
    for (const row of await db.rows<Row>(this.#statement({ marketplaceId: db.marketplaceId, ids }))) {
      const text = { version: row.version, text: this.#textOf(row) };
      learned.set(row.id, text);
      this.#kept.set(keyOf(db.marketplaceId, row.id), text, row.text.length);
    }
    return learned;
  }
}
