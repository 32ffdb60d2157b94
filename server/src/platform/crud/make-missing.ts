import type { TenantDb } from "../db/session.ts";
import { ApiError } from "../errors/api-error.ts";
import { isDuplicate } from "../errors/violations.ts";

const isTaken = (error: unknown): boolean => isDuplicate(error) || (error instanceof ApiError && error.status === 409);

/**
 * To be called by a create-or-replace that has found nothing to replace: when somebody else makes it meanwhile, the whole
 * work is done again, and replaces theirs (docs/behaviour/conventions.md §3).
 */
export const makeMissing = (db: TenantDb): void => db.doAgainAfter(isTaken);
