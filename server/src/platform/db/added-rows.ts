import type { Statement } from "./sql.ts";

/** Rows of one table with values for the same columns: one statement adds several of them, and answers with each in their order. */
export interface RowKind {
  /** Rows that one statement adds at most. */
  readonly most: number;
  /** @param rows values of each, in the order of the kind's columns. */
  statement(rows: readonly (readonly unknown[])[]): Statement;
}

/** A row that is to be added. */
export interface AddedRow {
  readonly kind: RowKind;
  readonly values: readonly unknown[];
}

/** Whoever has one added. */
export interface Adder {
  readonly explain: (error: unknown) => unknown;
  readonly resolve: (row: object) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rows of a kind that wait to be added by one statement. Where it adds several and fails, nobody can tell whose row that was:
 * the error stays as the database has it, and whoever shares a transaction does the works anew, each by itself.
 */
export class RowsToAdd {
  readonly #kind: RowKind;
  readonly #rows: (readonly unknown[])[] = [];
  readonly #adders: Adder[] = [];

  constructor(kind: RowKind) {
    this.#kind = kind;
  }

  /** Tells whether another row of the kind may be added with them. */
  takes(kind: RowKind): boolean {
    return kind === this.#kind && this.#rows.length < kind.most;
  }

  add(values: readonly unknown[], adder: Adder): void {
    this.#rows.push(values);
    this.#adders.push(adder);
  }

  get statement(): Statement {
    return this.#kind.statement(this.#rows);
  }

  readonly explain = (error: unknown): unknown => {
    const [first, ...others] = this.#adders;
    return first === undefined || others.length > 0 ? error : first.explain(error);
  };

  readonly done = ({ rows }: { readonly rows: readonly object[] }): void => {
    for (const [index, { resolve }] of this.#adders.entries()) resolve(rows[index] as object);
  };

  readonly failed = (error: unknown): void => {
    for (const { reject } of this.#adders) reject(error);
  };
}
