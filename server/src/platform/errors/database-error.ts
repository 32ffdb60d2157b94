import { type ApiError, apiError } from "./api-error.ts";
import { type Violation, type Violations, violationError } from "./violations.ts";

interface DatabaseFailure extends Violation {
  readonly syscall?: string;
  readonly message?: string;
}

/** The database ends sessions or takes none, for now: it stops, starts, is out of connections, or found one idle. */
const unavailable = /^(57P\d\d|53300|08\d\d\d|25P03)$/;

/** A statement took too long (`StatementLimits`), or was given up with its client. */
const cancelled = "57014";

/** Words of the driver, without a code, about a connection that ended under a statement or before it. */
const ended =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Connection ended)/;

/** Codes of the system for a socket whose other end went away. */
const broken = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/** Tells whether a failure is the loss or the lack of a connection: nobody's mistake, and soon over. */
function isUnavailable(error: unknown): boolean {
  const { code, syscall, message } = error as DatabaseFailure;
  if (typeof code !== "string") return ended.test(message ?? "");
  return unavailable.test(code) || syscall === "connect" || (syscall !== undefined && broken.has(code));
}

/**
 * The client's error behind a failure that the database reported, or `undefined` when it is the server's own.
 *
 * Class 22 stands for values that do not fit (a number out of range, text that cannot be stored): the request is at
 * fault, though a check before the statement should have named the property. A database that cannot be reached is back soon:
 * clients try again.
 *
 * @param violations what tables declare about their constraints.
 */
export function databaseError(error: unknown, violations: Violations = {}): ApiError | undefined {
  const failure = error as DatabaseFailure;
  const { code } = failure;
  if (isUnavailable(error)) return apiError("Api.Offline");
  if (code === cancelled) return apiError("Request.TakesTooLong");
  if (typeof code !== "string") return undefined;
  if (code.startsWith("22") && code.length === 5) return apiError("ValidationFailure");
  return violationError(failure, violations);
}
