import type { Built, RawBuilder, Statement } from "./sql.ts";

/** A statement in any of its forms: composed, bound, or built from the schema. */
export type Query = RawBuilder<unknown> | Statement | Built<unknown>;

/** Executor of statements. */
export interface Db {
  /** Runs a statement and returns its rows, of the type it was built with; for other statements the caller says which. */
  rows<Row>(query: Built<Row> | Statement<Row>): Promise<Row[]>;
  rows<Row>(query: Query): Promise<Row[]>;
  /** The first row, if any. */
  row<Row>(query: Built<Row> | Statement<Row>): Promise<Row | undefined>;
  row<Row>(query: Query): Promise<Row | undefined>;
  /** Runs a statement and returns how many rows it touched. */
  run(query: Query): Promise<number>;
}
