import pg from "pg";
import { SettingsError } from "../settings.ts";

/** What a database must be, in the words of its server. */
interface Nature {
  readonly version: number;
  readonly name: string;
  readonly encoding: string;
  readonly standby: boolean;
  /** Null where the user's search path leads to no schema. */
  readonly makesTables: boolean | null;
}

/** The oldest PostgreSQL that is supported, as `server_version_num` has it. */
const oldest = 150_000;

const nature = `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
  current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby,
  has_schema_privilege(current_schema(), 'CREATE') as "makesTables"`;

/**
 * A connection to the database at `DATABASE_URL`, once that is known to be one that the platform can work with: whoever
 * set the address reads what is wrong with it, and nothing has been made meanwhile.
 *
 * @throws SettingsError where it cannot be reached, takes nobody in, is too old, takes no writes, or keeps text in another
 *   encoding than UTF-8.
 */
export async function connectUsable(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect().catch((error: Error) => {
    throw unusable(pool, `cannot be used: ${reasonOf(error)}`, error);
  });
  try {
    const { rows } = await client.query<Nature>(nature);
    const problem = rows[0] && problemOf(rows[0]);
    if (problem !== undefined) throw unusable(pool, problem);
    return client;
  } catch (error) {
    client.release();
    throw error;
  }
}

function problemOf({ version, name, encoding, standby, makesTables }: Nature): string | undefined {
  if (version < oldest) return `is PostgreSQL ${name}: ${oldest / 10_000} or newer is needed`;
  if (standby) return "is a standby, which takes no writes";
  if (encoding !== "UTF8")
    return `keeps text as ${encoding}: make one with "create database … encoding 'UTF8' template template0"`;
  if (makesTables === null) return "has no schema on the search path of its user";
  if (!makesTables) return "lets its user make no tables: let that user own it";
  return undefined;
}

/** A host with several addresses is tried at each, and the failure as a whole says nothing. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(({ message }: Error) => message).join(", ") : error.message;

/** Names the database without the password in its address. */
function unusable(pool: pg.Pool, problem: string, cause?: Error): SettingsError {
  const { host, port, database } = new pg.Client({ connectionString: pool.options.connectionString });
  return new SettingsError(`The database of DATABASE_URL (${database} at ${host}:${port}) ${problem}`, { cause });
}
