import { Counter, type Registry } from "prom-client";
import { limitLines, type WriteLine } from "../log-limit.ts";

/** A sign-in that was refused: what operators may know of it, which is no credential and nothing that could be one. */
export interface SignInRefusal {
  /** The operation that was asked for. */
  readonly operation: string;
  readonly code: string;
  readonly address: string;
  readonly marketplaceId?: string | undefined;
  /** Internal number of the user who was meant, if there is one. */
  readonly userKey?: number | undefined;
}

/** Tells whether a code refuses who signs in, rather than what a request looks like. */
export const isOfSignIn = (code: string): boolean =>
  code.startsWith("Auth.") || code.startsWith("PasswordReset.") || code === "TooManyRequests";

/** Counts refused sign-ins for `/metrics` and logs them, one line of a kind in a second. */
export class SignInRefusals {
  readonly #counter: Counter<"operation" | "code">;
  readonly #write: WriteLine;

  constructor(registry: Registry, write: WriteLine) {
    this.#write = limitLines(write);
    this.#counter = new Counter({
      name: "orderwell_sign_in_refusals_total",
      help: "Sign-ins, refreshes and codes that were refused, by operation and error code.",
      labelNames: ["operation", "code"],
      registers: [registry],
    });
  }

  note({ operation, code, ...about }: SignInRefusal): void {
    this.#counter.inc({ operation, code });
    this.#write("sign-in refused", { reason: `${operation} ${code}`, ...about });
  }
}
