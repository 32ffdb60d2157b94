import type pg from "pg";
import { type ConnectionOptions, Connections, defaultLimits } from "./connections.ts";
import { migrate } from "./migrate.ts";
import { connectWithinMs, createPool, type PoolOptions, pageCost } from "./pool.ts";
import { tenantBinding } from "./session.ts";
import { applicationRole } from "./tenant-security.ts";
import { Tenants } from "./tenants.ts";

/** The database as the platform holds it. */
export interface Database {
  readonly url: string;
  /** Outside every marketplace: the portal, keys, jobs, start-up. Row-level security lets it see no tenant's rows. */
  readonly system: pg.Pool;
  readonly tenants: Tenants;
  /** Connections of requests and of work in marketplaces. */
  readonly connections: Connections;
  /** Tables lie on several nodes (Citus): a statement reads those of marketplaces or the platform's own, not both. */
  readonly distributed: boolean;
  /** Names of the migrations that were applied at this start. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

/** Connections for what is outside every marketplace: it never waits for what marketplaces do. */
const systemSize = 4;

/** Connects, applies migrations, and makes sure that requests cannot escape row-level security. */
export async function openDatabase(url: string, options: PoolOptions & ConnectionOptions = {}): Promise<Database> {
  // Where requests may wait longer, connections may take longer too: the machine is busy.
  const all = { ...options, connectMs: Math.max(options.waitMs ?? 0, connectWithinMs) };
  const system = createPool(url, { ...all, size: systemSize });
  try {
    const migrated = await migrate(system);
    const role = await tenantRole(system);
    const { rowCount } = await system.query("select from pg_extension where extname = 'citus'");
    const distributed = rowCount === 1;
    const { limits = defaultLimits } = options;
    const pool = createPool(url, { ...all, statementMs: limits.shopper, settings: await plannerSettings(system) });
    const connections = new Connections(pool, options);
    return {
      url,
      system,
      connections,
      distributed,
      tenants: new Tenants(connections, tenantBinding(role, distributed)),
      migrated,
      async close() {
        await Promise.all([pool.end(), system.end()]);
      },
    };
  } catch (error) {
    await system.end();
    throw error;
  }
}

/**
 * What the planner is told where nobody has told the server. Out of the box it takes a look-up in an index for four pages in a
 * row, as on turning disks, and reads tables of a thousand rows whole instead; plans that are made once stay so.
 */
async function plannerSettings(pool: pg.Pool): Promise<string[]> {
  const untold = "select from pg_settings where name = 'random_page_cost' and source = 'default'";
  return (await pool.query(untold)).rowCount === 1 ? [`random_page_cost=${pageCost}`] : [];
}

/**
 * The role to switch to within a tenant's transaction: the application role wherever the connected user may take it.
 * A user who may not, and whom row-level security binds anyway, works as such.
 *
 * @throws when neither holds: such a server would keep tenants apart by its statements alone.
 */
async function tenantRole(pool: pg.Pool): Promise<string | null> {
  const client = await pool.connect();
  try {
    await client.query(`begin; set local role ${applicationRole}`);
    return applicationRole;
  } catch (error) {
    const { rows } = await pool.query<{ unbound: boolean }>(
      "select (rolsuper or rolbypassrls) as unbound from pg_roles where rolname = current_user",
    );
    if (rows[0]?.unbound === false) return null;
    throw new Error(
      `The database user bypasses row-level security and may not become ${applicationRole}. Create that role and grant it to the user, or connect as an ordinary user.`,
      { cause: error },
    );
  } finally {
    await client.query("rollback");
    client.release();
  }
}
