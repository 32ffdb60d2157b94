import { Contested } from "../db/contested.ts";
import { ApiError } from "../errors/api-error.ts";
import { isDuplicate } from "../errors/violations.ts";

/**
 * Makes what a create-or-replace has not found. When somebody else makes it meanwhile, the whole work is done again and
 * replaces theirs (docs/behaviour/conventions.md §3).
 *
 * @throws Contested
 */
export async function makeMissing<Result>(make: () => Promise<Result>): Promise<Result> {
  try {
    return await make();
  } catch (error) {
    if (isDuplicate(error) || (error instanceof ApiError && error.status === 409)) throw new Contested(error);
    throw error;
  }
}
