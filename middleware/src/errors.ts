import type { CommerceRole, Json } from "@orderwell/contract";

/** One entry of an error reply. */
export interface ErrorEntry {
  readonly ErrorCode: string;
  readonly Message: string;
  readonly Data: unknown;
}

/** Refusal that the caller is told of in the platform's shape (docs/behaviour/conventions.md §7). */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: unknown;

  constructor(code: string, message: string, status = 400, data: unknown = null) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.status = status;
    this.data = data;
  }
}

/** @throws ServiceError unless the condition holds. */
export function requireThat(
  condition: unknown,
  code: string,
  message: string,
  details: { readonly status?: number; readonly data?: Json } = {},
): asserts condition {
  if (!condition) throw new ServiceError(code, message, details.status, details.data);
}

export const invalidToken = (): ServiceError =>
  new ServiceError("InvalidToken", "Access token is invalid or expired.", 401);

export const insufficientRoles = (sufficient: readonly string[], assigned: readonly string[]): ServiceError =>
  new ServiceError("InsufficientRoles", "User does not have role(s) required to perform this action.", 403, {
    SufficientRoles: sufficient,
    AssignedRoles: assigned,
  });

export const invalidUserType = (type: CommerceRole, allowed: readonly CommerceRole[]): ServiceError =>
  new ServiceError("InvalidUserType", `Users of type ${type} do not have permission to perform this action.`, 403, {
    ThisUserType: type,
    UserTypesThatCanAccess: allowed,
  });

export const notFound = (): ServiceError => new ServiceError("NotFound", "No matching route and method found.", 404);

/** Reply to whoever called when something was thrown. What is no refusal says nothing of its cause. */
export function errorReply(error: unknown): {
  readonly status: number;
  readonly body: { readonly Errors: ErrorEntry[] };
} {
  if (error instanceof ServiceError)
    return { status: error.status, body: { Errors: [entry(error.code, error.message, error.data)] } };
  const { isOrderCloudError, status, errors } = (error ?? {}) as PlatformError;
  // The platform's own refusals, as the official SDK throws them, go through to the caller.
  if (isOrderCloudError === true && typeof status === "number" && Array.isArray(errors))
    return { status, body: { Errors: errors } };
  return { status: 500, body: { Errors: [entry("InternalServerError", "Unknown error has occurred.", null)] } };
}

interface PlatformError {
  readonly isOrderCloudError?: boolean;
  readonly status?: number;
  readonly errors?: ErrorEntry[];
}

const entry = (ErrorCode: string, Message: string, Data: unknown): ErrorEntry => ({ ErrorCode, Message, Data });
