import { type Limit, limits } from "@orderwell/contract";
import type { ApiError } from "../errors/api-error.ts";
import type { Condition } from "./condition.ts";
import { beyondLimit } from "./list-errors.ts";

/**
 * Tells whether there is more of something than a limit allows, and notes the mistake.
 *
 * @param parameter as the client wrote it; null for the query as a whole.
 */
export function exceeds(parameter: string | null, limit: Limit, given: number, mistakes: ApiError[]): boolean {
  if (given <= limit.most) return false;
  mistakes.push(beyondLimit(parameter, limit, given));
  return true;
}

/** Tells whether a path has more keys than lists follow. */
export const isTooDeep = (path: string, mistakes: ApiError[]): boolean =>
  exceeds(path, limits.pathKeys, path.split(".").length, mistakes);

/** Tells whether the value of a filter has more alternatives, or one of them more wildcards, than are compared. */
export function conditionsExceed(name: string, conditions: readonly Condition[], mistakes: ApiError[]): boolean {
  if (exceeds(name, limits.filterValues, conditions.length, mistakes)) return true;
  const wildcards = conditions.map((condition) => (condition.kind === "like" ? condition.runs.length - 1 : 0));
  return exceeds(name, limits.wildcards, Math.max(0, ...wildcards), mistakes);
}
