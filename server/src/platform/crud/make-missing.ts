import type { TenantDb } from "../db/session.ts";
import { ApiError } from "../errors/api-error.ts";
import { isDuplicate, isDuplicateId, type Violation } from "../errors/violations.ts";

/**
 * Whether something else than the ID, such as a username, is another object's shows the second time: what led there, such
 * as the hash of a password, need not be worked out more often.
 */
const isTaken = (error: unknown, attempt: number): boolean =>
  isDuplicateId(error as Violation) ||
  (error instanceof ApiError && error.status === 409) ||
  (attempt === 1 && isDuplicate(error));

/**
 * To be called by a create-or-replace that has found nothing to replace: when somebody else makes it meanwhile, the whole
 * work is done again, and replaces theirs (docs/behaviour/conventions.md §3).
 */
export const makeMissing = (db: TenantDb): void => db.doAgainAfter(isTaken);
