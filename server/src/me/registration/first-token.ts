import type { AnyCall } from "../../platform/operation/call.ts";

/**
 * The first access token of a user who has just registered; the application supplies how it is made.
 *
 * @throws ApiError Auth.InsufficientRoles when the caller's API client does not admit him.
 */
export type FirstToken = (call: AnyCall, userKey: number) => Promise<string>;
