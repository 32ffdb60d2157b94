import type { UserWork } from "../work/work.ts";

/** Work of a request that names something by its path. */
export type OnPath = UserWork & { readonly path: object };

/** A part of the path by its declared name. */
export const pathOf = ({ path }: { readonly path: object }, name: string): string =>
  (path as Readonly<Record<string, string>>)[name] ?? "";
