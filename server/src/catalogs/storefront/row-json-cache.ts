import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Statement } from "../../platform/db/sql.ts";

/** A row of a table and its state: the `xmin` of the row, which every change of it renews. */
export interface RowVersion {
  readonly id: string;
  readonly version: string;
}

/** Row of the statement that reads texts. */
interface TextRow extends RowVersion {
  readonly text: string;
}

interface Versioned<Text> {
  readonly version: string;
  readonly text: Text;
  readonly bytes: number;
}

/** Memory for the texts of a table. */
const maxBytes = 64_000_000;

const keyOf = (marketplaceId: string, id: string): string => `${marketplaceId}\0${id}`;

/**
 * Texts made of single rows of a table and of nothing else, kept by the version of the row: who has just read the version
 * need not have the row put together, sent and written out again. No version comes back with other content, whichever
 * process wrote it, so a text is right or is not asked for.
 */
export class RowJsonCache<Row extends TextRow, Text> {
  readonly #statement: (args: { marketplaceId: string; ids: readonly string[] }) => Statement;
  readonly #textOf: (row: Row) => Text;
  /** By marketplace and ID. */
  readonly cache: BoundedCache<Versioned<Text>>;

  constructor(
    name: string,
    statement: (args: { marketplaceId: string; ids: readonly string[] }) => Statement,
    textOf: (row: Row) => Text,
  ) {
    this.cache = new BoundedCache(name, { maxBytes, bytesOf: ({ bytes }) => bytes, ofThings: true });
    this.#statement = statement;
    this.#textOf = textOf;
  }

  /** Tells whether any version of a row is held. */
  has(marketplaceId: string, id: string): boolean {
    return this.cache.has(keyOf(marketplaceId, id));
  }

  /** Holds the text of a row that was read along with something else. */
  keep(marketplaceId: string, row: Row): Text {
    const text = this.#textOf(row);
    this.cache.set(keyOf(marketplaceId, row.id), { version: row.version, text, bytes: textBytes(row.text) });
    return text;
  }

  /**
   * The texts of rows, in their order, read where this process does not have them. A row that has another version by now
   * than the one named, or is gone, has none: within the snapshot that the versions are of all have.
   */
  of(
    db: TenantDb,
    rows: readonly RowVersion[],
  ): readonly (Text | undefined)[] | Promise<readonly (Text | undefined)[]> {
    const { marketplaceId } = db;
    const missing = new Map<string, string>();
    const texts = rows.map(({ id, version }) => {
      const kept = this.cache.get(keyOf(marketplaceId, id));
      if (kept?.version === version) return kept.text;
      missing.set(id, version);
      return undefined;
    });
    return missing.size === 0 ? texts : this.#withMissing(db, rows, texts, missing);
  }

  async #withMissing(
    db: TenantDb,
    rows: readonly RowVersion[],
    texts: readonly (Text | undefined)[],
    missing: ReadonlyMap<string, string>,
  ): Promise<readonly (Text | undefined)[]> {
    const { marketplaceId } = db;
    const found = new Map<string, Text>();
    for (const row of await db.rows<Row>(this.#statement({ marketplaceId, ids: [...missing.keys()] }))) {
      const { id, version } = row;
      const text = this.keep(marketplaceId, row);
      if (missing.get(id) === version) found.set(id, text);
    }
    return rows.map(({ id }, index) => texts[index] ?? found.get(id));
  }
}
