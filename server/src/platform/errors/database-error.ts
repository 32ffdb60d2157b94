import { type ApiError, apiError } from "./api-error.ts";

/** What a violated constraint means to a client. */
type Meaning = (detail: string) => ApiError;

const meanings = new Map<string, Meaning>();

/** Gives a named constraint the error that clients know. Stores call it once, when they are loaded. */
export function constraintError(constraint: string, meaning: Meaning): void {
  meanings.set(constraint, meaning);
}

interface DatabaseFailure {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
  readonly syscall?: string;
}

/** The database ends sessions or takes none, for now: it stops, starts, or is out of connections. */
const unavailable = /^(57P0[1-3]|53300|08\d\d\d)$/;

/**
 * The client's error behind a failure that the database reported, or `undefined` when it is the server's own.
 *
 * Class 22 stands for values that do not fit (a number out of range, text that cannot be stored): the request is at
 * fault, though a check before the statement should have named the property. A database that cannot be reached is back soon:
 * clients try again.
 */
export function databaseError(error: unknown): ApiError | undefined {
  const { code, constraint, detail, syscall } = error as DatabaseFailure;
  if (typeof code !== "string") return undefined;
  if (unavailable.test(code) || syscall === "connect") return apiError("Api.Offline");
  const meaning = constraint === undefined ? undefined : meanings.get(constraint);
  if (meaning !== undefined) return meaning(detail ?? "");
  if (code === "23505") return apiError("IdExists", { ObjectType: constraint ?? null, ObjectID: null });
  if (code === "23503") return apiError("NotFound", { ObjectType: constraint ?? "", ObjectID: "" });
  if (code.startsWith("22") && code.length === 5) return apiError("ValidationFailure");
  return undefined;
}
