import { isSafe } from "redos-detector";
import { type FoundRegex, findRegexes } from "./find.ts";

/** A regular expression that may take longer than in proportion to its input, and why it stands all the same. */
export interface RegexException {
  readonly file: string;
  /** As it is written: `/a+$/`; `RegExp(…)` for all that a file puts together. */
  readonly text: string;
  readonly reason: string;
}

/** Steps back that a match may take, whatever it meets. */
const mostSteps = 100;

/** Tells whether an expression takes a time in proportion to the text it meets, as far as can be proven. */
export function isLinear({ pattern, flags }: FoundRegex): boolean {
  if (pattern === undefined) return false;
  // Names of groups change nothing, and the detector does not read them.
  const unnamed = pattern.replace(/\(\?<[A-Za-z]\w*>/g, "(");
  return isSafe(new RegExp(unnamed, flags), { maxScore: mostSteps, timeout: 5_000 }).safe;
}

/** Regular expressions that are not proven to be linear and not excepted, and exceptions that except nothing. */
export function judgeRegexes(
  sources: ReadonlyMap<string, string>,
  exceptions: readonly RegexException[],
): { readonly checked: number; readonly offences: readonly string[] } {
  const used = new Set<RegexException>();
  const offences: string[] = [];
  let checked = 0;
  for (const [file, source] of sources)
    for (const regex of findRegexes(file, source)) {
      checked++;
      if (isLinear(regex)) continue;
      const exception = exceptions.find((one) => one.file === file && one.text === regex.text);
      if (exception === undefined)
        offences.push(`${file}:${regex.line} ${regex.text} may take longer than in proportion to what it meets`);
      else used.add(exception);
    }
  for (const exception of exceptions)
    if (!used.has(exception)) offences.push(`${exception.file}: no ${exception.text} is there to be excepted`);
  return { checked, offences };
}
