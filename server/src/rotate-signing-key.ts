import { KeyRing } from "./platform/access/keys.ts";
import { systemClock } from "./platform/clock.ts";
import { SecretBox } from "./platform/secret-box.ts";
import { type Settings, secretKey } from "./platform/settings.ts";
import { withDatabase } from "./with-database.ts";

/**
 * Replaces the key that signs tokens, in the database that the settings name. Servers on it need no restart.
 *
 * @returns the new key's ID.
 * @throws as `withDatabase`.
 */
export const rotateSigningKey = (settings: Settings): Promise<string> =>
  withDatabase(settings, async (pool) => {
    const ring = await KeyRing.open(pool, new SecretBox(secretKey(settings)), systemClock);
    await ring.rotate();
    return ring.signing.kid;
  });
