import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { DriverConnection } from "./statement-query.ts";

/** Memory for the texts that a process has seen, to tell those that come again. */
const seenBytes = 1_000_000;
/** Texts of composed statements that a connection holds together; the database takes some thirty times as much for them. */
const keptBytes = 128_000;
/** A text longer than this is planned for itself each time. */
const longest = 8_000;

const sizeOf = (_: unknown, text: string): number => 100 + text.length;

const fixed = new Map<string, string>();

/** Every connection keeps this text, which is of our making and of which there are so many as the code has. */
export function fixStatement(text: string): void {
  if (!fixed.has(text)) fixed.set(text, `f${fixed.size}`);
}

/** The name under which every connection keeps a text. */
export const fixedName = (text: string): string | undefined => fixed.get(text);

/** All texts that every connection keeps, for a test that tries each against the schema. */
export const fixedTexts = (): readonly string[] => [...fixed.keys()];

const seen = new LRUCache<string, true>({ maxSize: seenBytes, sizeCalculation: sizeOf });

/** Tells whether a text was seen before: those that clients make up come once, and are not worth keeping. */
function recurs(text: string): boolean {
  if (seen.get(text)) return true;
  seen.set(text, true);
  return false;
}

/**
 * Composed statements that a connection keeps prepared, up to an amount of text: those that come again, the latest used. The
 * database forgets what makes room.
 */
export class KeptStatements {
  readonly #connection: DriverConnection;
  readonly #names: LRUCache<string, string>;
  #made = 0;
  /** Names that made room, and whose statements may be under way still. */
  #leaving: string[] = [];
  /** Names whose statements were closed while they were under way. */
  #closed: string[] = [];

  constructor(connection: DriverConnection) {
    this.#connection = connection;
    this.#names = new LRUCache<string, string>({
      maxSize: keptBytes,
      sizeCalculation: sizeOf,
      dispose: (name) => void this.#leaving.push(name),
    });
  }

  /** The name for a statement that is sent right after; undefined for one that is sent without. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (text.length > longest || !recurs(text)) return undefined;
    const name = `k${this.#made++}`;
    this.#names.set(text, name);
    return name;
  }

  /** Tells the database what made room: ahead of other statements, since it passes over what follows one that fails. */
  close(): void {
    for (const name of this.#leaving) this.#connection.close({ type: "S", name });
    this.#closed.push(...this.#leaving);
    this.#leaving = [];
    if (this.#closed.length > 0) this.#forgetClosed();
  }

  /** The driver notes a name when the database has parsed its statement, which may be after it was closed. */
  #forgetClosed(): void {
    const { parsedStatements, submittedNamedStatements } = this.#connection;
    this.#closed = this.#closed.filter((name) => {
      delete parsedStatements[name];
      return name in submittedNamedStatements;
    });
  }
}

const keptBy = new WeakMap<object, KeptStatements>();

function keptOf(client: pg.PoolClient): KeptStatements {
  const { connection } = client as unknown as { readonly connection: DriverConnection };
  let kept = keptBy.get(connection);
  if (kept === undefined) {
    kept = new KeptStatements(connection);
    keptBy.set(connection, kept);
  }
  return kept;
}

/** The name under which a connection keeps a statement that is sent right after, if it does. */
export const statementName = (client: pg.PoolClient, text: string): string | undefined =>
  fixed.get(text) ?? keptOf(client).nameOf(text);

/** Has the database forget statements that a connection does not keep any more; before others are sent. */
export const closeForgotten = (client: pg.PoolClient): void => keptOf(client).close();
