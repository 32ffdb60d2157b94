import { parseSync } from "oxc-parser";

/** A regular expression in a source. */
export interface FoundRegex {
  /** As it is written: `/a+/g`, or `RegExp(…)` for one that is put together. */
  readonly text: string;
  readonly line: number;
  /** Absent for one that is put together, which cannot be judged. */
  readonly pattern?: string;
  readonly flags?: string;
}

/** Reads the regular expressions of a TypeScript source. @throws where the source cannot be parsed. */
export function findRegexes(file: string, source: string): FoundRegex[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: FoundRegex[] = [];
  const lineOf = (start: number): number => source.slice(0, start).split("\n").length;
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, start, regex, callee } = node as {
      type?: string;
      start?: number;
      regex?: { pattern: string; flags: string };
      callee?: { name?: string };
    };
    if (regex) found.push({ ...regex, text: `/${regex.pattern}/${regex.flags}`, line: lineOf(start ?? 0) });
    if ((type === "NewExpression" || type === "CallExpression") && callee?.name === "RegExp")
      found.push({ text: "RegExp(…)", line: lineOf(start ?? 0) });
    for (const child of Object.values(node)) if (child !== regex) visit(child);
  };
  visit(program);
  return found;
}
