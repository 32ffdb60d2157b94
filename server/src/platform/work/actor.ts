import type { Caller } from "../access/caller.ts";

/** The server itself, at work without anybody asking: a job, a delivery's answer, an import. */
export interface SystemActor {
  readonly kind: "system";
  /** The job or part of the server that acts, such as `subscriptions`; logs and history name it. */
  readonly name: string;
}

/** On whose behalf something is done in a marketplace. */
export type Actor = Caller | SystemActor;

/** @param name of the job or part of the server that acts. */
export const systemActor = (name: string): SystemActor => ({ kind: "system", name });
