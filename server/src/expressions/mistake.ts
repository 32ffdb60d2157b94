import type { ErrorCode } from "@orderwell/contract";

/** A mistake in an expression: its code, and where in the text it is. */
export class Mistake extends Error {
  readonly code: Extract<ErrorCode, `Expression.${string}`>;
  /** Characters before it. */
  readonly at: number;

  constructor(code: Mistake["code"], at: number, message: string) {
    super(message);
    this.name = "Mistake";
    this.code = code;
    this.at = at;
  }
}
