import { type ErrorCode, type ErrorData, errors, limits } from "@orderwell/contract";

/** One entry of the `Errors` array of a reply. */
export interface ErrorEntry {
  readonly ErrorCode: string;
  readonly Message: string;
  readonly Data: unknown;
}

/**
 * A refusal the client may read: it knows a code of the contract, not HTTP beyond the declared status.
 *
 * Several findings travel as one error, the first deciding the status.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly entries: readonly ErrorEntry[];

  constructor(status: number, entries: readonly ErrorEntry[]) {
    super(entries[0]?.Message ?? "");
    this.name = "ApiError";
    this.status = status;
    this.entries = entries;
  }

  get code(): string {
    return this.entries[0]?.ErrorCode ?? "";
  }
}

/** The data that a code's declaration asks for, and a message in place of the declared one. */
type Particulars<Code extends ErrorCode> = null extends ErrorData[Code]
  ? [data?: ErrorData[Code], message?: string]
  : [data: ErrorData[Code], message?: string];

/** An error of the contract, with its declared status and, unless given, its declared message. */
export function apiError<Code extends ErrorCode>(code: Code, ...particulars: Particulars<Code>): ApiError {
  const [data, message] = particulars;
  const declared = errors[code];
  return new ApiError(declared.status, [{ ErrorCode: code, Message: message ?? declared.message, Data: data ?? null }]);
}

/**
 * Refusal of what the caller may not see: for them it does not exist. `objectType` is the model's name, `objectId` as
 * the client sent it.
 */
export function notFound(objectType: string, objectId: string | null | undefined): ApiError {
  return apiError("NotFound", { ObjectType: objectType, ObjectID: objectId ?? "" });
}

/** An object with this ID (or other unique key) is there already. */
export function idExists(objectType: string, objectId: string): ApiError {
  return apiError("IdExists", { ObjectType: objectType, ObjectID: objectId });
}

/** A property whose value breaks a rule of its declaration. `property` is the path as the client wrote it. */
export function invalidProperty(model: string, property: string, message: string): ApiError {
  return apiError("ValidationFailure", { Model: model, Property: property }, message);
}

/** Answer of a rule, unless that is a finding. @throws ApiError the finding */
export function orRefuse<Result>(result: Result | ApiError): Result {
  if (result instanceof ApiError) throw result;
  return result;
}

/** @throws ApiError with every finding, when there is one. */
export function refuse(...findings: readonly (ApiError | undefined)[]): void {
  const found = findings.filter((finding) => finding !== undefined);
  if (found.length > 0) throw combined(found);
}

/** All findings as one error, the first hundred of them; the status is the first one's. */
export function combined(findings: readonly ApiError[]): ApiError {
  const [first] = findings;
  if (first === undefined) throw new RangeError("No finding to report");
  return findings.length === 1
    ? first
    : new ApiError(first.status, findings.flatMap((finding) => finding.entries).slice(0, limits.mistakes.most));
}
