import type { TenantDb } from "../../platform/db/session.ts";
import type { Statement } from "../../platform/db/sql.ts";

/** A row of a table and its state: the `xmin` of the row, which every change of it renews. */
export interface RowVersion {
  readonly id: string;
  readonly version: string;
}

/** What the statement that reads texts answers with. */
interface TextRow extends RowVersion {
  readonly text: string;
}

interface Kept<Text> {
  readonly version: string;
  readonly text: Text;
  readonly characters: number;
}

/** What was just read of rows, by their ID. */
type Learned<Text> = ReadonlyMap<string, Kept<Text>>;

/** Characters of texts in one generation. */
const mostCharacters = 16_000_000;

const keyOf = (marketplaceId: string, id: string): string => `${marketplaceId}\0${id}`;

/**
 * Texts made of single rows of a table and of nothing else, kept by the version of the row: who has just read the version
 * need not have the row put together, sent and written out again. No version comes back with other content, whichever
 * process wrote it, so a text is right or is not asked for.
 *
 * What was not used while a whole generation of texts came in is dropped.
 */
export class RowTexts<Row extends TextRow, Text> {
  readonly #statement: (args: { marketplaceId: string; ids: readonly string[] }) => Statement;
  readonly #textOf: (row: Row) => Text;
  #young = new Map<string, Kept<Text>>();
  #old = new Map<string, Kept<Text>>();
  #characters = 0;

  constructor(
    statement: (args: { marketplaceId: string; ids: readonly string[] }) => Statement,
    textOf: (row: Row) => Text,
  ) {
    this.#statement = statement;
    this.#textOf = textOf;
  }

  /** The text of a row in a version. `learned` goes first: of a page too big to keep, it alone has everything. */
  find(marketplaceId: string, { id, version }: RowVersion, learned?: Learned<Text>): Text | undefined {
    const fresh = learned?.get(id);
    if (fresh?.version === version) return fresh.text;
    const key = keyOf(marketplaceId, id);
    const young = this.#young.get(key);
    if (young !== undefined) return young.version === version ? young.text : undefined;
    const old = this.#old.get(key);
    if (old?.version !== version) return undefined;
    this.#keep(key, old);
    return old.text;
  }

  /** Reads rows as they are now. */
  async learn(db: TenantDb, ids: readonly string[]): Promise<Learned<Text>> {
    const learned = new Map<string, Kept<Text>>();
    if (ids.length === 0) return learned;
    for (const row of await db.rows<Row>(this.#statement({ marketplaceId: db.marketplaceId, ids }))) {
      const kept = { version: row.version, text: this.#textOf(row), characters: row.text.length };
      learned.set(row.id, kept);
      this.#keep(keyOf(db.marketplaceId, row.id), kept);
    }
    return learned;
  }

  #keep(key: string, kept: Kept<Text>): void {
    if (this.#characters > mostCharacters) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#characters = 0;
    }
    this.#young.set(key, kept);
    this.#characters += kept.characters;
  }
}
