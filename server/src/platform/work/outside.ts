import type { Caller } from "../access/caller.ts";
import type { Services } from "./services.ts";
import type { Works } from "./works.ts";

/**
 * Something being done for a user while no transaction is open: what is said to services of their marketplace, and waits for
 * answers, is said then.
 */
export interface Outside {
  readonly actor: Caller;
  readonly now: Date;
  /** The ID under which replies and logs name it. */
  readonly logId: string;
  readonly services: Services;
  /** Begins work in the marketplace, each a transaction of its own. */
  readonly works: Works;
}
