import { KeyRing } from "./platform/access/keys.ts";
import { systemClock } from "./platform/clock.ts";
import { SecretBox } from "./platform/secret-box.ts";
import { type Settings, SettingsError, secretKey } from "./platform/settings.ts";
import { withDatabase } from "./with-database.ts";

/**
 * Replaces the key that signs tokens, in the database that the settings name. Servers on it need no restart.
 *
 * @returns the new key's ID.
 * @throws SettingsError where no server has ever started; else as `withDatabase`.
 */
export const rotateSigningKey = (settings: Settings): Promise<string> =>
  withDatabase(settings, async (pool) => {
    const { rows } = await pool.query("select to_regclass('signing_key') as keys");
    if (rows[0]?.keys === null)
      throw new SettingsError("There is no key to replace yet: the first start of the server makes one");
    const ring = await KeyRing.open(pool, new SecretBox(secretKey(settings)), systemClock);
    await ring.rotate();
    return ring.signing.kid;
  });
