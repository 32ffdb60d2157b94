import type { ObjectWrite } from "../changes/object-write.ts";
import type { AddedRow } from "./added-rows.ts";
import type { Query } from "./db.ts";
import type { Later } from "./later.ts";
import type { TenantDb, Written } from "./session.ts";
import type { Terms, TransactionMode } from "./terms.ts";

/**
 * A transaction as one of several works sees it that share it: their statements leave together and are kept together, and each
 * has noted what it wrote itself.
 */
export class Part implements TenantDb {
  readonly transaction: TenantDb;
  readonly again: boolean;
  readonly #writes: ObjectWrite[] = [];
  readonly #passing: ((error: unknown, attempt: number) => boolean)[] = [];
  #writing = 0;
  #failure: unknown;

  /** @param again as `TenantDb` has it: others that share the transaction may go by what they know once more. */
  constructor(transaction: TenantDb, again: boolean) {
    this.transaction = transaction;
    this.again = again;
  }

  /** What one of its statements that were held back has failed with, and the transaction with it; else undefined. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Tells what waits for it to fail (`doAgainAfter`) that it was refused, though the transaction is kept. */
  refused(error: unknown): void {
    for (const failure of this.#passing) failure(error, 1);
  }

  get marketplaceId(): string {
    return this.transaction.marketplaceId;
  }

  get distributed(): boolean {
    return this.transaction.distributed;
  }

  get mode(): TransactionMode {
    return this.transaction.mode;
  }

  get terms(): Terms {
    return this.transaction.terms;
  }

  get writes(): readonly ObjectWrite[] {
    return this.#writes;
  }

  get writing(): number {
    return this.#writing;
  }

  writesAlong(): void {
    this.#writing++;
  }

  rows<Row>(query: Query): Promise<Row[]> {
    return this.#counted(() => this.transaction.rows<Row>(query));
  }

  row<Row>(query: Query): Promise<Row | undefined> {
    return this.#counted(() => this.transaction.row<Row>(query));
  }

  run(query: Query): Promise<number> {
    return this.#counted(() => this.transaction.run(query));
  }

  runLater(query: Query, explain?: (error: unknown) => unknown, done?: (written: Written) => void): void {
    this.#counted(() => this.transaction.runLater(query, this.#noting(explain), done));
  }

  rowLater<Row>(write: Query | AddedRow, explain?: (error: unknown) => unknown): Later<Row> {
    return this.#counted(() => this.transaction.rowLater<Row>(write, this.#noting(explain)));
  }

  #noting(explain = (error: unknown) => error) {
    return (error: unknown): unknown => {
      this.#failure = explain(error);
      return this.#failure;
    };
  }

  /** Statements are counted by the transaction before anything waits. */
  #counted<Result>(start: () => Result): Result {
    const before = this.transaction.writing;
    const result = start();
    this.#writing += this.transaction.writing - before;
    return result;
  }

  settle(): Promise<void> {
    return this.transaction.settle();
  }

  runLast(compose: () => readonly Query[]): void {
    this.#writing++;
    this.transaction.runLast(compose);
  }

  doAgainAfter(failure: (error: unknown, attempt: number) => boolean): void {
    this.#passing.push(failure);
    this.transaction.doAgainAfter(failure);
  }

  under(): TenantDb {
    return this;
  }

  wrote(write: ObjectWrite): void {
    this.#writes.push(write);
  }
}
