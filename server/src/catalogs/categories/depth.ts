import { apiError } from "../../platform/errors/api-error.ts";

/**
 * Number of levels of categories that a list goes down: `depth` as clients write it.
 *
 * @throws ApiError Category.InvalidDepth for anything but a whole number from 1 and `all`.
 */
export function readDepth(depth: string | undefined, otherwise: number): number {
  const text = depth?.trim().toLowerCase();
  if (depth === undefined || text === undefined || text === "") return otherwise;
  if (text === "all") return Number.POSITIVE_INFINITY;
  const levels = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (levels < 1) throw apiError("Category.InvalidDepth", { Depth: depth });
  return levels;
}
