/** One parameter of a query string, decoded. */
export interface QueryPair {
  readonly name: string;
  readonly value: string;
}

const none: readonly QueryPair[] = [];

/**
 * Takes the query string (the part of the URL after `?`) apart, in order and with repetitions.
 *
 * Splits on the first `=`. Operators that ended up in the name move to the value, so that `Total>5`, `Total>=5` and
 * `Name!=x` arrive as filters of `Total` and `Name`. `+` is a space. Never throws: percent signs that encode nothing stay,
 * bytes that are not UTF-8 become U+FFFD. Parameters without a name are left out.
 */
export function parsePairs(query: string): readonly QueryPair[] {
  if (query === "") return none;
  const pairs: QueryPair[] = [];
  for (const token of query.split("&")) {
    if (token === "") continue;
    const equals = token.indexOf("=");
    const name = decode(equals === -1 ? token : token.slice(0, equals));
    const value = equals === -1 ? "" : decode(token.slice(equals + 1));
    const pair = withOperatorInValue(name, value, equals !== -1);
    if (pair.name !== "") pairs.push(pair);
  }
  return pairs;
}

function withOperatorInValue(name: string, value: string, hadEquals: boolean): QueryPair {
  const operator = operatorStart(name);
  if (operator === name.length) return { name, value };
  return { name: name.slice(0, operator), value: name.slice(operator) + (hadEquals ? "=" : "") + value };
}

/** Index of the first `<` or `>`, or else of the name's end, less the exclamation marks right before it. */
function operatorStart(name: string): number {
  const comparison = name.search(/[<>]/);
  // By hand, since a regular expression that looks for a run of marks begins anew at each of them.
  let start = comparison === -1 ? name.length : comparison;
  while (name[start - 1] === "!") start--;
  return start;
}

function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced.toWellFormed();
  try {
    return decodeURIComponent(spaced).toWellFormed();
  } catch {
    return spaced
      .replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"))
      .toWellFormed();
  }
}
