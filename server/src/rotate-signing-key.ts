import { KeyRing } from "./platform/access/keys.ts";
import { systemClock } from "./platform/clock.ts";
import { createPool } from "./platform/db/pool.ts";
import { startEmbedded } from "./platform/embedded/embedded.ts";
import { SecretBox } from "./platform/secret-box.ts";
import { type Settings, secretKey } from "./platform/settings.ts";

/**
 * Replaces the key that signs tokens, in the database that the settings name. Servers on it need no restart; the embedded
 * database belongs to its server, which must be stopped.
 *
 * @returns the new key's ID.
 * @throws EmbeddedDatabaseError while a server uses the embedded database.
 */
export async function rotateSigningKey(settings: Settings): Promise<string> {
  const { dataFolder, databaseUrl } = settings;
  const embedded = databaseUrl === null ? await startEmbedded({ dataFolder, log: () => {} }) : undefined;
  try {
    const pool = createPool(databaseUrl ?? embedded?.url ?? "", { size: 2 });
    try {
      const ring = await KeyRing.open(pool, new SecretBox(secretKey(settings)), systemClock);
      await ring.rotate();
      return ring.signing.kid;
    } finally {
      await pool.end();
    }
  } finally {
    await embedded?.stop();
  }
}
