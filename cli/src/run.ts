import { SettingsError } from "@orderwell/server";
import { exportRows, importRows } from "./bulk.ts";
import { type Command, type Environment, UsageError } from "./command.ts";
import { rotateKeys } from "./keys.ts";
import { migrate } from "./migrate.ts";
import { portalPassword } from "./portal-password.ts";
import { seedFile } from "./seed.ts";
import { start } from "./start.ts";

const commands: readonly Command[] = [start, migrate, rotateKeys, portalPassword, seedFile, importRows, exportRows];

const lineOf = ({ name, takes }: Command): string => `orderwell ${name}${takes ? ` ${takes}` : ""}`;
const helpOf = (command: Command): string => `${lineOf(command)}\n\n${command.summary}\n\n${command.help}\n`;

const nameWidth = Math.max(...commands.map(({ name }) => name.length));

const usage = `Usage: orderwell COMMAND

${commands.map(({ name, summary }) => `  ${name.padEnd(nameWidth)} ${summary}`).join("\n")}

orderwell COMMAND --help tells more about one. Settings are environment variables: see README.md.
`;

const asksForHelp = (args: readonly string[]): boolean => args.includes("--help") || args.includes("-h");

/** Carries out a command line; the result is the exit code: 2 where it was not understood. */
export async function run(args: readonly string[], env: Environment): Promise<number> {
  const words = args[0] === "help" ? args.slice(1) : args;
  const command = commands.find(({ name }) => name.split(" ").every((word, index) => words[index] === word));
  if (command === undefined) return withoutCommand(words);
  if (args[0] === "help" || asksForHelp(words)) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  try {
    return await command.run(words.slice(command.name.split(" ").length), env);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${helpOf(command)}`);
      return 2;
    }
    if (error instanceof SettingsError) process.stderr.write(`${error.message}\n`);
    else if (error instanceof Error)
      process.stderr.write(`${error.message}\n${env.ORDERWELL_LOG_LEVEL === "debug" ? error.stack : ""}`);
    return 1;
  }
}

/** Lists the commands, or those that begin as the line does. */
function withoutCommand(words: readonly string[]): number {
  const [first] = words;
  const begun = commands.filter(({ name }) => name.startsWith(`${first} `));
  const text = begun.length > 0 ? begun.map(helpOf).join("\n") : usage;
  const asked = first === undefined || asksForHelp(words);
  (asked ? process.stdout : process.stderr).write(asked ? text : `"${words.join(" ")}" is no command\n\n${text}`);
  return asked ? 0 : 2;
}
