import type { Query } from "./db.ts";
import type { TenantDb } from "./session.ts";

/**
 * Writes a row and reads it as it is shown, in one trip. For shown columns that are subqueries, which a distributed
 * database does not take in `returning`.
 */
export async function writeAndRead<Row>(db: TenantDb, write: Query, read: Query): Promise<Row> {
  const [, row] = await Promise.all([db.run(write), db.row<Row>(read)]);
  return row as Row;
}
