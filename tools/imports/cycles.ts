import type { Import } from "./graph.ts";

/** Finds groups of files that import each other in a circle; one circle per place where following imports meets itself. */
export function findCycles(imports: readonly Import[]): string[][] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const path: string[] = [];
  const cycles: string[][] = [];

  function follow(file: string): void {
    const seenAt = path.indexOf(file);
    if (seenAt >= 0) {
      cycles.push([...path.slice(seenAt), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const { to } of targets.get(file) ?? []) if (to !== undefined) follow(to);
    path.pop();
    done.add(file);
  }

  for (const file of targets.keys()) follow(file);
  return cycles;
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/"));

/**
 * The imports between the folders of one domain, tests left out: a domain's own files wire its folders together and count
 * as one more. Followed for circles, they show folders that no order could be found for.
 */
export function folderImports(imports: readonly Import[], domain: string): Import[] {
  const within = (file: string | undefined): file is string =>
    file?.startsWith(`${domain}/`) === true && !/\.test\.ts$|\/testing\//.test(file);
  return imports.flatMap(({ from, specifier, to }) =>
    within(from) && within(to) && folderOf(from) !== folderOf(to)
      ? [{ from: folderOf(from), specifier, to: folderOf(to) }]
      : [],
  );
}
