import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A block of code of a walk-through. */
export interface Step {
  /** `diff` changes the file it names, `sh` is run, anything else is the content of a new file. */
  readonly kind: string;
  /** Relative to the repository; absent for what is run. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The steps of a walk-through in their order; blocks of code without a file that are not run are left out. */
export const stepsOf = (markdown: string): Step[] =>
  [...markdown.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)]
    .map(([, kind = "", file, text = ""]) => ({ kind, file, text }))
    .filter(({ kind, file }) => file !== undefined || kind === "sh");

/** Takes a step within a copy of the repository. @throws Error where the copy is not as the step expects. */
export function writeStep(root: string, { kind, file, text }: Step): void {
  const path = join(root, file as string);
  mkdirSync(dirname(path), { recursive: true });
  if (kind === "diff") writeFileSync(path, changed(readFileSync(path, "utf8"), text, file as string));
  else writeFileSync(path, text, { flag: "wx" });
}

/**
 * A text after the changes of a diff without line numbers: lines that stay begin with a blank, `…` parts places from each
 * other.
 */
export function changed(source: string, diff: string, name: string): string {
  return diff.split(/^…\n/m).reduce((text, hunk) => {
    const lines = hunk.replace(/\n$/, "").split("\n");
    const side = (without: string) =>
      lines.flatMap((line) => (line.startsWith(without) ? [] : [`${line.slice(1)}\n`])).join("");
    const [before, after] = [side("+"), side("-")];
    const places = text.split(before).length - 1;
    if (places !== 1) throw new Error(`${name} has ${places} places, not one, that read:\n${before}`);
    return text.replace(before, () => after);
  }, source);
}

const migration = /^server\/migrations\/(\d{4})_\w+\.sql$/;

/**
 * Steps that do not fit the files as they are; none where somebody has taken them all.
 *
 * @param files all of the repository's.
 * @param read the text of one of them.
 */
export function misfits(steps: readonly Step[], files: ReadonlySet<string>, read: (file: string) => string): string[] {
  if (steps.every(({ kind, file }) => file === undefined || kind === "diff" || files.has(file))) return [];
  const next = [...files].filter((file) => migration.test(file)).length + 1;
  return steps.flatMap(({ kind, file, text }) => {
    if (file === undefined) return [];
    const present = files.has(file) ? read(file) : undefined;
    const number = Number(migration.exec(file)?.[1] ?? next);
    if (number !== next) return [`${file} should have the number ${next}`];
    if (kind !== "diff") return present === undefined ? [] : [`${file} is there already`];
    if (present === undefined) return [`${file} is not there`];
    try {
      changed(present, text, file);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

/** Copies the repository without its packages, which the copy shares; the workspaces among them are the copy's own. */
export function copyRepository(from: string, to: string): void {
  const { workspaces } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { workspaces: string[] };
  for (const file of globSync(["**/*", ".*"], { cwd: from, exclude: ["**/node_modules/**", ".git", ".orderwell"] }))
    if (statSync(join(from, file)).isFile()) cpSync(join(from, file), join(to, file));
  for (const folder of ["", ...workspaces]) sharePackages(join(from, folder), join(to, folder));
  for (const folder of workspaces) symlinkSync(join(to, folder), join(to, "node_modules/@orderwell", folder));
}

function sharePackages(from: string, to: string): void {
  const [source, target] = [join(from, "node_modules"), join(to, "node_modules")];
  if (!statSync(source, { throwIfNoEntry: false })) return;
  mkdirSync(join(target, "@orderwell"), { recursive: true });
  for (const name of readdirSync(source))
    if (name !== "@orderwell") symlinkSync(join(source, name), join(target, name));
}
