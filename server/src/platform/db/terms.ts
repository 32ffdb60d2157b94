/**
 * `read` may not write; statements that are started together see one moment, and each such trip is a transaction of its own.
 * `snapshot` may not write either, and all its statements see the database as of the first one. `write` is one transaction,
 * of which each statement sees what was committed before it.
 */
export type TransactionMode = "read" | "snapshot" | "write";

/** Who waits for statements: their patience differs (`StatementLimits`). */
export type Asker = "shopper" | "administrator" | "job";

/** Time that one statement may take, by who waits for it, in milliseconds (docs/behaviour/conventions.md §7.3). */
export type StatementLimits = Readonly<Record<Asker, number>>;

/**
 * `walk`: rows are taken one by one in the order of an index, however few a statement expects, which for a statement that serves all
 * marketplaces is what most of them have. `values`: each statement for its own values. `many`: as well, and
 * without nested loops, which take forever where there are more rows than the database expects. `places`: rows are taken from where
 * they lie, wherever a statement says so, however few of them a marketplace is expected to have.
 */
export type Planning = "walk" | "values" | "many" | "places";

/** Circumstances under which a transaction is carried out. */
export interface Terms {
  readonly asker: Asker;
  /** Expected to take long: then it leaves most connections to others. */
  readonly heavy?: boolean;
  /** Longest wait of a write for a lock, in milliseconds: one that waits longer fails. Default: as long as a statement may take. */
  readonly lockMs?: number | undefined;
  /** How its statements are planned. Default: as the database does, by what most of them are like. */
  readonly planning?: Planning | undefined;
  /** Tells that nobody waits for the outcome any more: then reads are given up. */
  readonly left?: (() => boolean) | undefined;
}

/** What a request needs before it is known who sends it: a look-up or two. */
export const lookUp: Terms = { asker: "shopper" };

/** Work that nobody waits for. */
export const ownWork: Terms = { asker: "job" };
