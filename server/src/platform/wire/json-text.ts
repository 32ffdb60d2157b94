import { type Limit, limits } from "@orderwell/contract";

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
