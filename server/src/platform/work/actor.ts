import type { Caller } from "../access/caller.ts";
import type { Asker } from "../db/terms.ts";

/** The server itself, at work without anybody asking: a job, a delivery's answer, an import. */
export interface SystemActor {
  readonly kind: "system";
  /** The job or part of the server that acts, such as `subscriptions`; logs and history name it. */
  readonly name: string;
  /** Who waits for it, if anybody does. */
  readonly asker: Asker;
}

/** On whose behalf something is done in a marketplace. */
export type Actor = Caller | SystemActor;

/**
 * @param name of the job or part of the server that acts.
 * @param asker who waits for it; nobody waits for a job.
 */
export const systemActor = (name: string, asker: Asker = "job"): SystemActor => ({ kind: "system", name, asker });

/** Who waits for what an actor does. */
export const askerOf = (actor: Actor): Asker =>
  actor.kind === "system" ? actor.asker : actor.userType === "Buyer" ? "shopper" : "administrator";
