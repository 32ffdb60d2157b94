import { type Limit, limits } from "@orderwell/contract";
import { parseJson } from "../json/parse-json.ts";

/** Texts so short hold nothing that could go beyond a limit. */
const harmless = limits.bodyDepth.most;

/**
 * Tells what of a JSON text goes beyond the limits of bodies, before anybody spends time on parsing it: a text within them
 * is parsed and read in a time that grows with its length and no faster. Of a text that is no JSON it may tell anything.
 */
export function jsonExcess(text: string): string | undefined {
  if (text.length <= harmless) return undefined;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++)
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case ",":
        if (++values > limits.bodyValues.most) return beyond(limits.bodyValues);
        break;
      case "[":
      case "{":
        if (++depth > limits.bodyDepth.most) return beyond(limits.bodyDepth);
        break;
      case "]":
      case "}":
        depth--;
        break;
    }
  return undefined;
}

/**
 * Value of a JSON text from outside, within the limits of bodies; a byte order mark before it is left out.
 *
 * @param refusal makes the error for a text that is none of that, from what is wrong with it.
 */
export function parseBody(text: string, refusal: (problem: string) => Error): unknown {
  const excess = jsonExcess(text);
  if (excess !== undefined) throw refusal(excess);
  try {
    return parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw refusal(`It is no JSON: ${(error as Error).message}.`);
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

const beyond = ({ most, what }: Limit): string => `A body takes at most ${most} ${what}.`;

/** Tells whether objects and lists lie deeper within each other than so many levels. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item));
}
