/** Files that a document names in code marks, such as `platform/db/session.ts`. */
export const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|cjs|md|sql|json|yaml))`/g)].map(([, path]) => path as string);

/** Tells whether a file of that name, or one that ends with it, is there. Documents leave out the folders that go without saying. */
export function isNamed(path: string, files: ReadonlySet<string>): boolean {
  if (files.has(path)) return true;
  for (const file of files) if (file.endsWith(`/${path}`)) return true;
  return false;
}
