import { posix } from "node:path";

/** One import, export-from or dynamic import of one of our files. */
export interface Import {
  /** Path from the root, as all paths here. */
  readonly from: string;
  readonly specifier: string;
  /** The file it leads to, for imports that name one. */
  readonly to?: string;
  /** The workspace it leads to, for imports by package name: `server` for `@orderwell/server`. */
  readonly workspace?: string;
}

const patterns = [
  /^(?:import|export)\s[^;"']*?\bfrom\s+["']([^"']+)["']/gm,
  /^import\s+["']([^"']+)["']/gm,
  /\bimport\(\s*["']([^"']+)["']\s*\)/g,
];

/** Reads the imports of our own files from their sources, type-only ones included; other packages are not of interest. */
export function readImports(sources: ReadonlyMap<string, string>): Import[] {
  return [...sources].flatMap(([from, source]) =>
    patterns
      .flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1]!))
      .flatMap((specifier): Import[] => {
        if (specifier.startsWith(".")) {
          return [{ from, specifier, to: posix.join(posix.dirname(from), specifier) }];
        }
        const workspace = /^@orderwell\/([^/]+)/.exec(specifier)?.[1];
        return workspace ? [{ from, specifier, workspace }] : [];
      }),
  );
}
