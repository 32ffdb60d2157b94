import { parseArgs } from "node:util";

/** Options of a bench by their defaults: a number is read as a number. */
type Options<Defaults> = { readonly [Name in keyof Defaults]: Defaults[Name] extends number ? number : string };

/**
 * Reads the options of a bench. With `--help` it shows the usage and ends the process; so it does with exit code 2 when an
 * option that is a number is given none, before anything is started.
 */
export function readOptions<Defaults extends Readonly<Record<string, number | string>>>(
  usage: string,
  defaults: Defaults,
): Options<Defaults> {
  const declared = Object.entries(defaults).map(
    ([name, value]) => [name, { type: "string", default: String(value) }] as const,
  );
  const { values } = parseArgs({
    options: { ...Object.fromEntries(declared), help: { type: "boolean", default: false } },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const read = Object.entries(defaults).map(([name, value]) => {
    const text = String((values as Readonly<Record<string, unknown>>)[name]);
    if (typeof value === "string") return [name, text];
    if (text.trim() !== "" && Number.isFinite(Number(text))) return [name, Number(text)];
    process.stderr.write(`--${name} is a number\n${usage}`);
    return process.exit(2);
  });
  return Object.fromEntries(read) as Options<Defaults>;
}
