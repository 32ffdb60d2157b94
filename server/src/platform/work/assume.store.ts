import type { Later } from "../db/later.ts";
import type { TenantDb } from "../db/session.ts";
import { type RawBuilder, type Statement, sql } from "../db/sql.ts";
import { ApiError } from "../errors/api-error.ts";
import { AskFirst } from "./ask-first.ts";

const failedCast = "22P02";

/** Raised when something is not so any more that a work went by. */
export class Outdated extends Error {}

/**
 * A statement that fails unless there are as many rows as were, for `assume`.
 *
 * @param rows a `select` without columns, that gives these rows as long as all is as it was.
 * @param what stands in the database's log behind their number where it is not.
 * @param number how many. Default: one.
 */
export const guard = (rows: RawBuilder<unknown>, what: string, number?: RawBuilder<number>): RawBuilder<unknown> =>
  // What is cast depends on the count, or the server would cast it ahead.
  sql`select case count(*) when ${number === undefined ? sql`1` : sql`${number}::int`} then 1 else (count(*) || ${sql.lit(` ${what}`)})::int end as held from (${rows}) x`;

/** Whoever has a work go by what a process knows, and is told what became of it. */
export interface Assuming<Row> {
  /**
   * Works that share the transaction may go by the very same, which is asked for once then: it locks nothing. The one that asks
   * is told what became of it.
   */
  readonly alike?: boolean;
  /** Told, before the commit ends, that it is so, with the row that the statement gave. */
  known?(row: Row): void;
  /** Told that it is not so any more. */
  outdated?(): void;
  /** Told that nothing has come of the work, for another reason: what was known is as good as before. */
  unspent?(): void;
}

/** What works that share a transaction go by alike, by what is asked. */
const askedAlike = new WeakMap<TenantDb, Map<string, Later<unknown>>>();

function askAlike<Row>({ transaction }: TenantDb, { text, values }: Statement, ask: () => Later<Row>): Later<Row> {
  const asked = askedAlike.get(transaction) ?? new Map<string, Later<unknown>>();
  askedAlike.set(transaction, asked);
  const key = `${text}${JSON.stringify(values)}`;
  const answer = (asked.get(key) as Later<Row> | undefined) ?? ask();
  asked.set(key, answer);
  return answer;
}

/**
 * Has a work that writes go by what this process knows, without a trip: the database finds out along with the first thing that
 * is asked of it whether that is so. If it is not, nothing is written, and the work is done again (`TenantDb.again`), going by
 * nothing but what the database says. So is work that is refused before that is known, so that nobody is told of what has
 * passed.
 *
 * @param statement gives one row, or fails as one that is made of `guard` does.
 */
export function assume<Row>(
  db: TenantDb,
  statement: Statement,
  { alike = false, known, outdated, unspent }: Assuming<Row> = {},
): void {
  let isKnown = false;
  let isOutdated = false;
  const explain = (error: unknown): unknown => {
    if ((error as { code?: string }).code !== failedCast) return error;
    isOutdated = true;
    outdated?.();
    return new Outdated("It is not as it was held");
  };
  const ask = () => db.rowLater<Row>(statement, explain);
  const answer = alike && db.transaction !== db ? askAlike(db, statement, ask) : ask();
  answer.map((row) => {
    isKnown = true;
    known?.(row);
    return row;
  });
  db.doAgainAfter((error) => {
    if (!isOutdated) unspent?.();
    if (error instanceof Outdated) return true;
    const isRefusal = error instanceof AskFirst || (error instanceof ApiError && error.status < 429);
    return isRefusal && !isKnown;
  });
}
