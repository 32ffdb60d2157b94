import type { UserWork } from "../../platform/work/work.ts";

/**
 * The first access token of a user who has just registered; the application supplies how it is made.
 *
 * @throws ApiError Auth.InsufficientRoles when the caller's API client does not admit them.
 */
export type FirstToken = (work: UserWork, userKey: number) => Promise<string>;
