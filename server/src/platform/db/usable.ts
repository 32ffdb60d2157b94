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
 * @throws SettingsError where the address cannot be read, and where the database cannot be reached, takes nobody in, is too
 *   old, takes no writes, or keeps text in another encoding than UTF-8.
 */
export async function connectUsable(pool: pg.Pool): Promise<pg.PoolClient> {
  const place = placeOf(pool);
  const unusable = (problem: string, cause?: Error): SettingsError =>
    new SettingsError(`The database of DATABASE_URL (${place}) ${problem}`, { cause });
  const client = await pool.connect().catch((error: Error) => {
    throw unusable(`cannot be used: ${reasonOf(error)}`, error);
  });
  try {
    const { rows } = await client.query<Nature>(nature);
    const problem = rows[0] && problemOf(rows[0]);
    if (problem !== undefined) throw unusable(problem);
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
function placeOf({ options: { connectionString } }: pg.Pool): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString });
    // A password with a slash that is not escaped reads as the beginning of the database's name.
    return `${database?.replace(/^.*@/s, "…")} at ${host}:${port}`;
  } catch (error) {
    // The address itself, and files that it names, are read here.
    throw new SettingsError(`The address in DATABASE_URL cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
