/**
 * A write that met another one of the same object, which this one did not see when it began. The transaction is done again,
 * and sees it then; in vain after a few times, it ends as it did the last time.
 */
export class Contested extends Error {
  /** Failure that the client hears of when trying again does not help. */
  override readonly cause: unknown;

  constructor(cause: unknown) {
    super("Another write of the same object came first", { cause });
    this.cause = cause;
  }
}
