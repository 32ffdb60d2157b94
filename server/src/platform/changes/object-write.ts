/** Something that became of an object in a transaction, for those who follow what becomes of objects of its kind. */
export interface ObjectWrite {
  /** Table of the object. */
  readonly table: string;
  /**
   * Columns that name it, with their stored values: `id` and those of its place. Without `id` every row with these values is
   * meant: the products of a parent, those at the prices of a schedule.
   */
  readonly key: Readonly<Record<string, string | number | null>>;
  /** The object as it was; null where it is new, absent where the writer does not know. */
  readonly before?: object | null;
  /** The object as it is; null where it was deleted, absent where the writer does not know. */
  readonly after?: object | null;
}

/** Taker of such notes: the database handle of a transaction is one. */
export interface WriteNotes {
  /** Notes a write; it is told of with the commit, and only then. Nobody may follow: then it is forgotten. */
  wrote(write: ObjectWrite): void;
}

/** Notes that objects changed, by their IDs, without saying what of them. */
export function touched(db: WriteNotes, table: string, ids: Iterable<string>): void {
  for (const id of ids) db.wrote({ table, key: { id } });
}
