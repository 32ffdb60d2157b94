import { migrateDatabase, readSettings, SettingsError } from "@orderwell/server";
import { type Command, takesNothing } from "./command.ts";

/** Applies what migrations the database at DATABASE_URL lacks. */
export const migrate: Command = {
  name: "migrate",
  summary: "Bring the database at DATABASE_URL to the newest schema.",
  help: `A server does the same when it starts; call this where the schema is to be changed before servers of the new
version come. Migrations only go forward. The embedded database needs no such call.`,
  async run(args, env) {
    takesNothing(args);
    const { databaseUrl } = readSettings(env);
    if (databaseUrl === null)
      throw new SettingsError("DATABASE_URL is not set. The embedded database is migrated at every start.");
    const applied = await migrateDatabase(databaseUrl);
    process.stdout.write(applied.length === 0 ? "The schema is up to date.\n" : `Applied ${applied.join(", ")}.\n`);
    return 0;
  },
};
