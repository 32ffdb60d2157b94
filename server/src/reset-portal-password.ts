import { portalPart } from "./app.ts";
import { Pooled } from "./platform/db/pooled.ts";
import { passwordHashing } from "./platform/passwords.ts";
import { type Settings, SettingsError } from "./platform/settings.ts";
import { newPortalPassword } from "./portal-password.ts";
import { withDatabase } from "./with-database.ts";

/**
 * Gives the first portal account another password, in the database that the settings name: the one they say, or a made one.
 * Its sessions end.
 *
 * @throws SettingsError where there is no account yet; else as `withDatabase`.
 */
export async function resetPortalPassword(settings: Settings): Promise<{ username: string; password: string }> {
  const password = settings.portalPassword ?? newPortalPassword();
  const hash = await passwordHashing.hash(password);
  const username = await withDatabase(settings, async (pool) => {
    const { rows } = await pool.query("select to_regclass('portal_user') as accounts");
    return rows[0]?.accounts === null ? undefined : portalPart.replaceFirstPassword(new Pooled(pool), hash);
  });
  if (username === undefined)
    throw new SettingsError("There is no portal account yet: the first start of the server makes it");
  return { username, password };
}
