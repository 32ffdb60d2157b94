import { owners } from "./owners.ts";
import { isTest, moduleOf, ranks } from "./rules.ts";
import { readTableUses, type TableUse } from "./statements.ts";

/** Uses of a table against the order of domains that stand all the same. */
export interface Exception extends TableUse {
  readonly file: string;
  readonly reason: string;
}

/** Reasons why statements of the server go against the ownership of tables, and exceptions that nothing needs any more. */
export function judgeOwnership(
  sources: ReadonlyMap<string, string>,
  exceptions: readonly Exception[],
  owned: Readonly<Record<string, readonly string[]>> = owners,
): string[] {
  const ownerOf = new Map(Object.entries(owned).flatMap(([owner, tables]) => tables.map((table) => [table, owner])));
  const needed = new Set<Exception>();
  const findings: string[] = [];
  for (const [file, source] of sources) {
    if (!file.startsWith("server/src/") || isTest(file)) continue;
    for (const use of readTableUses(source, new Set(ownerOf.keys()))) {
      const reason = judgeUse(moduleOf(file), ownerOf.get(use.table) as string, use);
      if (reason === undefined) continue;
      const exception = exceptions.find((one) => one.file === file && one.table === use.table && one.kind === use.kind);
      if (exception === undefined) findings.push(`${file} ${use.kind} ${use.table}: ${reason}`);
      else needed.add(exception);
    }
  }
  for (const exception of exceptions)
    if (!needed.has(exception))
      findings.push(`tools/imports/exceptions.ts: ${exception.file} no longer ${exception.kind} ${exception.table}`);
  return findings;
}

function judgeUse(home: string, owner: string, { kind }: TableUse): string | undefined {
  if (home === owner) return undefined;
  if (kind === "writes") return `only ${owner} writes it`;
  if (home === "") return "only domains and the platform read tables";
  if (home === "platform") return `the platform knows no tables of ${owner}`;
  if (owner === "platform" || (ranks[owner] as number) < (ranks[home] as number)) return undefined;
  return `it belongs to ${owner}, and ${home} reads downward only`;
}

/** Tables of the schema without an owner or with several, and owners of tables that are not there. */
export function judgeOwners(
  tables: readonly string[],
  owned: Readonly<Record<string, readonly string[]>> = owners,
): string[] {
  const named = Object.values(owned).flat();
  return [
    ...tables.filter((table) => !named.includes(table)).map((table) => `table ${table} has no owner`),
    ...named
      .filter((table, index) => named.indexOf(table) !== index)
      .map((table) => `table ${table} has several owners`),
    ...named.filter((table) => !tables.includes(table)).map((table) => `there is no table ${table} to own`),
  ];
}
