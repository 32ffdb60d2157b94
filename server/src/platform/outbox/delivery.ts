import type { Announcements } from "./announcements.ts";
import type { Answered, Unanswered } from "./answers.ts";

/** Something that happened and that subscribers want to know of. */
export interface Announcement {
  readonly marketplaceId: string;
  /** Name of what happened, such as `OrderSubmitted`; subscribers choose by it. */
  readonly type: string;
  /**
   * The object it happened to, such as `order/o-17`. A subscriber hears about one key in the order of the announcements, as
   * long as whoever announces holds a lock on the object.
   */
  readonly key: string;
  /** JSON. */
  readonly payload: unknown;
}

/** One attempt to tell one subscriber. */
export interface Attempt extends Announcement {
  /** The same in every attempt: what receivers recognise repetitions by. */
  readonly id: string;
  readonly announcedAt: Date;
  /** 1 in the first attempt. */
  readonly attempt: number;
  /** Aborted when another process may have taken over, since this one could not renew its lease. */
  readonly signal: AbortSignal;
}

/** A delivery that is about to be given up: it failed as often as it is tried. */
export interface GivenUp extends Announcement {
  readonly id: string;
  readonly subscriber: string;
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly error: string;
}

/** An attempt to tell of one of these types: what is said goes with the type. */
export type Delivery<Type extends keyof Announcements> = {
  readonly [One in Type]: Attempt & { readonly type: One; readonly payload: Announcements[One] };
}[Type];

/** Subscriber: who is told, what of, and what happens when that fails. */
export interface Subscriber<Told extends Attempt = Attempt> {
  /** Stored with what is waiting: a renamed subscriber does not get what waited under its old name. */
  readonly name: string;
  readonly types: readonly Told["type"][];
  /**
   * SQL query with the marketplace as `$1` that has a row where the marketplace has anything to be told: asked in the
   * statement that announces, so that what nobody wants is neither stored nor delivered. Default: it wants all.
   */
  readonly wanted?: string;
  /** Types of all that it announces itself, if it does nothing else: it wants to be told where somebody wants one of these. */
  readonly passesOn?: readonly string[];
  /**
   * Whom an announcement goes to, such as one webhook: turns are shared out by marketplace and target, and a target that
   * does not answer gets none for a while (`Circuits`). Not empty. Default: one target for all.
   */
  targetOf?(announcement: Pick<Announcement, "type" | "payload">): string;
  /** Tells whether an attempt failed since no answer came. Default: never. */
  isSilence?(error: unknown): boolean;
  /**
   * Tells; may be called again with the same `id`, also after it succeeded. Throwing makes it try again: DeliveryRefused
   * where the target answered. What it answered is noted.
   */
  deliver(delivery: Told): Promise<Answered | Unanswered | void>;
  /** Attempts until it is given up and kept as a dead letter. Default 8: with the default delays about two hours. */
  readonly attempts?: number;
  /**
   * Pause before the first attempt: for what whoever announces does itself, right after the commit, unless its process ends
   * before, or for what is not to be done yet. Default: none.
   */
  afterMs?(announcement: Pick<Announcement, "type" | "payload">): number;
  /** Pause after the first failed attempt; each further one doubles it. Default 30 s. */
  readonly firstDelayMs?: number;
  /** Longest pause. Default 1 h. */
  readonly longestDelayMs?: number;
  /** Attempts that a process makes at the same time, for different keys. Default 8. */
  readonly concurrency?: number;
  /** Attempts that a process makes at the same time at one target. Default: as many as at all. */
  readonly perTarget?: number;
}
