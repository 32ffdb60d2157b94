import type { TenantDb } from "../db/session.ts";
import type { Work } from "../work/work.ts";
import type { ObjectWrite } from "./object-write.ts";

/** Announces to whoever follows what a work wrote, in its transaction. */
export type Follow = (work: Work, writes: readonly ObjectWrite[]) => Promise<void>;

/** Those who follow what becomes of objects; the application supplies them. */
export interface Followers {
  /**
   * Undefined where nobody follows anything in the marketplace of a transaction. Known at once, except after a change: then
   * it is read in that transaction, since whoever holds a connection must not wait for another one.
   */
  of(db: TenantDb): Follow | undefined | Promise<Follow | undefined>;
}
