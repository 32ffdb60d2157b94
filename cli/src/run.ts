import { SettingsError } from "@orderwell/server";
import { keys } from "./keys.ts";
import { migrate } from "./migrate.ts";
import { seedCommand } from "./seed.ts";
import { start } from "./start.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const usage = `orderwell start                     start the platform
orderwell migrate                   bring the database at DATABASE_URL to the newest schema
orderwell keys rotate               make a new key to sign tokens with
orderwell seed FILE -i MARKETPLACE [-n NAME] [-u USERNAME] [-p PASSWORD] [--url URL]
                                    upload a marketplace file to a running server
`;

/** Carries out a command line; the result is the exit code. */
export async function run(args: readonly string[], env: Environment): Promise<number> {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case "start":
        return await start(env);
      case "migrate":
        return await migrate(env);
      case "keys":
        return await keys(rest, env);
      case "seed":
        return await seedCommand(rest, env);
      default:
        process.stdout.write(usage);
        return command === undefined || command === "help" || command === "--help" ? 0 : 2;
    }
  } catch (error) {
    if (error instanceof SettingsError) process.stderr.write(`${error.message}\n`);
    else if (error instanceof Error)
      process.stderr.write(`${error.message}\n${env.ORDERWELL_LOG_LEVEL === "debug" ? error.stack : ""}`);
    return 1;
  }
}
