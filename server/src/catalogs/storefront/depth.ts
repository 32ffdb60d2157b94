import { apiError } from "../../platform/errors/api-error.ts";

/**
 * How many levels of categories a list reaches down: a whole number from 1, or undefined for all of them.
 *
 * @throws ApiError Category.InvalidDepth
 */
export function depthOf(text: string | undefined, otherwise: number | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return otherwise;
  if (/^all$/i.test(text.trim())) return undefined;
  const depth = Number(text);
  if (!Number.isInteger(depth) || depth < 1) throw apiError("Category.InvalidDepth");
  return depth;
}
