import type pg from "pg";
import { createPool } from "./platform/db/pool.ts";
import { connectUsable } from "./platform/db/usable.ts";
import { startEmbedded } from "./platform/embedded/embedded.ts";
import type { Settings } from "./platform/settings.ts";

/**
 * Does something in the database that the settings name, beside whatever servers are on it. The embedded one belongs to its
 * server, which must be stopped.
 *
 * @throws EmbeddedDatabaseError while a server uses the embedded database.
 * @throws SettingsError as `connectUsable`.
 */
export async function withDatabase<Result>(
  { dataFolder, databaseUrl }: Settings,
  use: (pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  const embedded = databaseUrl === null ? await startEmbedded({ dataFolder, log: () => {} }) : undefined;
  try {
    const pool = createPool(databaseUrl ?? embedded?.url ?? "", { size: 2 });
    try {
      (await connectUsable(pool)).release();
      return await use(pool);
    } finally {
      await pool.end();
    }
  } finally {
    await embedded?.stop();
  }
}
