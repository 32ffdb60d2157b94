import type pg from "pg";

/** Interval of looks: the time for which statements may run on plans for tables that were empty. */
const lookMs = 2_000;

/** Rows below which any plan is quick. */
const fewRows = 25;

/** Tables analyzed after one look; the next one sees to the others. */
const mostAtOnce = 20;

/** Tables that have more than twice the rows that the planner knows of. */
const grownText = `
  select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname in ('public', 'outbox') and pg_has_role(c.relowner, 'usage')
    and pg_stat_get_live_tuples(c.oid) > 2 * greatest(c.reltuples, ${fewRows})
  order by pg_stat_get_live_tuples(c.oid) limit ${mostAtOnce}`;

/**
 * Analyzes tables as soon as they have grown to twice their size. Statements are planned once on each connection; on a table
 * that was empty then, or has no statistics, that is a plan that reads it from end to end, for a minute or more until
 * autovacuum comes by, and from then on autovacuum is enough.
 */
export class Statistics {
  readonly #pool: pg.Pool;
  readonly #log: (message: string, data?: object) => void;
  readonly #lookMs: number;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(pool: pg.Pool, log: (message: string, data?: object) => void, everyMs = lookMs) {
    this.#pool = pool;
    this.#log = log;
    this.#lookMs = everyMs;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch((error: Error) => this.#log("cannot analyze tables", { reason: error.message }))
        .finally(() => {
          if (!this.#stopped) this.start();
        });
    }, this.#lookMs).unref();
  }

  async #look(): Promise<void> {
    const { rows } = await this.#pool.query<{ name: string }>({ name: "grown-tables", text: grownText });
    // One that another process analyzes is passed over.
    for (const { name } of rows) if (!this.#stopped) await this.#pool.query(`analyze (skip_locked) ${name}`);
  }

  /** Begins nothing more, and waits for the table that is being analyzed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }
}
