import { limits } from "@orderwell/contract";
import { type RawBuilder, sql } from "../db/sql.ts";
import type { ListQuery } from "./list-query.ts";

/** The `Meta` of a page. `ItemRange` counts from 1; the last item precedes the first on an empty page. */
export interface PageMeta {
  readonly Page: number;
  readonly PageSize: number;
  readonly TotalCount: number;
  readonly TotalPages: number;
  readonly ItemRange: readonly [first: number, last: number];
  readonly NextPageKey: string | null;
}

export const defaultPageSize = 20;
/** Highest page number; keeps every offset exact. */
export const lastPage = 2_147_483_647;

type Paging = Pick<ListQuery, "page" | "pageSize">;

/**
 * The envelope's `Meta` for a page of a list of `totalCount` items.
 *
 * @param withKey gives `NextPageKey` while a next page exists; only lists that take `pageKey` offer it.
 */
export function pageMeta({ page, pageSize }: Paging, totalCount: number, withKey = false): PageMeta {
  const before = (page - 1) * pageSize;
  const totalPages = Math.ceil(totalCount / pageSize);
  return {
    Page: page,
    PageSize: pageSize,
    TotalCount: totalCount,
    TotalPages: totalPages,
    ItemRange: [before + 1, Math.max(before, Math.min(before + pageSize, totalCount))],
    NextPageKey: withKey && page < totalPages ? pageKey({ page: page + 1, pageSize }) : null,
  };
}

/** `limit … offset …` of the page. */
export const pageSql = ({ page, pageSize }: Paging): RawBuilder<unknown> =>
  sql`limit ${pageSize} offset ${(page - 1) * pageSize}`;

export const pageKey = ({ page, pageSize }: Paging): string => Buffer.from(`${page}:${pageSize}`).toString("base64url");

/** The page a key stands for; undefined for a key that was not issued here. */
export function readPageKey(key: string): Paging | undefined {
  const found = /^(\d{1,10}):(\d{1,3})$/.exec(Buffer.from(key, "base64url").toString("latin1"));
  if (found === null) return undefined;
  const [page, pageSize] = [Number(found[1]), Number(found[2])];
  const issued = page >= 1 && page <= lastPage && pageSize >= 1 && pageSize <= limits.pageSize.most;
  return issued ? { page, pageSize } : undefined;
}
