import { migrateDatabase, readSettings, SettingsError } from "@orderwell/server";

/** Applies what migrations the database at DATABASE_URL lacks. */
export async function migrate(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  const { databaseUrl } = readSettings(env);
  if (databaseUrl === null)
    throw new SettingsError("DATABASE_URL is not set. The embedded database is migrated at every start.");
  const applied = await migrateDatabase(databaseUrl);
  process.stdout.write(applied.length === 0 ? "The schema is up to date.\n" : `Applied ${applied.join(", ")}.\n`);
  return 0;
}
