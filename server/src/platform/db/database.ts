import type pg from "pg";
import { migrate } from "./migrate.ts";
import { createPool, type PoolOptions } from "./pool.ts";
import { tenantBinding } from "./session.ts";
import { applicationRole } from "./tenant-security.ts";
import { Tenants } from "./tenants.ts";

/** The database as the platform holds it. */
export interface Database {
  readonly url: string;
  /** Outside every marketplace: the portal, keys, jobs, start-up. Row-level security lets it see no tenant's rows. */
  readonly system: pg.Pool;
  readonly tenants: Tenants;
  /** Names of the migrations that were applied at this start. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

/** Connects, applies migrations, and makes sure that requests cannot escape row-level security. */
export async function openDatabase(url: string, options: PoolOptions = {}): Promise<Database> {
  const system = createPool(url, options);
  try {
    const migrated = await migrate(system);
    const role = await tenantRole(system);
    const { rowCount } = await system.query("select from pg_extension where extname = 'citus'");
    return {
      url,
      system,
      tenants: new Tenants(system, tenantBinding(role, rowCount === 1)),
      migrated,
      close: () => system.end(),
    };
  } catch (error) {
    await system.end();
    throw error;
  }
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
