/** A table that a file names in a statement. */
export interface TableUse {
  readonly table: string;
  readonly kind: "reads" | "writes";
}

const word = String.raw`"?(\w+(?:\.\w+)?)"?`;

/** Places where a statement, written as SQL or built with `tables`, names a table; the first group is the name. */
const patterns: readonly (readonly [TableUse["kind"], RegExp])[] = [
  ["reads", new RegExp(String.raw`\b(?:from|join|using)\s+(?:only\s+|lateral\s+)?${word}`, "gi")],
  // Further items of a `from`.
  ["reads", new RegExp(String.raw`\bfrom\s+\w+(?:\s+(?:as\s+)?\w+)?\s*,\s*${word}`, "gi")],
  ["writes", new RegExp(String.raw`\b(?:insert\s+into|delete\s+from|merge\s+into|update(?:\s+only)?)\s+${word}`, "gi")],
  ["reads", /\.(?:selectFrom|from|using|(?:inner|left|right|full|cross)Join(?:Lateral)?)\(\s*\[?\s*"([\w.]+)/g],
  ["reads", /\.(?:selectFrom|from)\(\s*\[[^\]]*,\s*"([\w.]+)/g],
  ["writes", /\.(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*"([\w.]+)/g],
  // One with a source of its own is never written.
  ["writes", /\bnew (?:Assignment)?Table(?:<[^()]*?>)?\(\s*"([\w.]+)"(?!,\s*"\w+",\s*\{\s*source:)/g],
  ["reads", /\bsql\.table\(\s*"([\w.]+)"/g],
];

/** A source without its comments. */
export const codeOf = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

/** The tables among `known` that a source names in statements, each kind once, in the order of their names. */
export function readTableUses(source: string, known: ReadonlySet<string>): TableUse[] {
  const code = codeOf(source);
  const found = new Set<string>();
  for (const [kind, pattern] of patterns)
    for (const [, table = ""] of code.matchAll(pattern)) if (known.has(table)) found.add(`${table} ${kind}`);
  // `delete from` reads as `from` does.
  for (const use of found) if (use.endsWith(" writes")) found.delete(use.replace(/writes$/, "reads"));
  return [...found].sort().map((use) => {
    const [table = "", kind] = use.split(" ");
    return { table, kind: kind as TableUse["kind"] };
  });
}
