import { type ApiError, apiError } from "./errors/api-error.ts";

/** Bounds of what marketplaces may do at the same time, and of what may wait for it. */
export interface TurnBounds {
  /** Turns at the same time. */
  readonly size: number;
  /** Among them, heavy ones. */
  readonly heavySize: number;
  /** Longest wait for a turn, in milliseconds. */
  readonly waitMs: number;
  /** Waiting of one marketplace, light and heavy apart. */
  readonly waitingEach: number;
  /** Waiting of all marketplaces. */
  readonly waitingAll: number;
}

/** Numbers that metrics show of turns. */
export interface TurnFigures {
  readonly running: number;
  readonly heavy: number;
  readonly waiting: number;
  readonly waitingHeavy: number;
  /** Refused so far, by reason: no room to wait, or too long a wait. */
  readonly refused: Readonly<Record<"full" | "late", number>>;
}

/** Whoever wants a turn. */
export interface Entrant {
  readonly marketplaceId: string;
  /** Expected to take long: such turns come behind all others, and leave most of the room to them. */
  readonly heavy: boolean;
  /** Tells that nobody waits for the outcome any more. */
  readonly left?: (() => boolean) | undefined;
}

interface Waiting extends Entrant {
  readonly since: number;
  go(): void;
  refuse(error: ApiError): void;
}

/** What one marketplace does and waits for. */
class Share {
  running = 0;
  heavy = 0;
  readonly light: Waiting[] = [];
  readonly slow: Waiting[] = [];

  lane(heavy: boolean): Waiting[] {
    return heavy ? this.slow : this.light;
  }
}

/** Times as much as is free that one marketplace may hold: of ten turns eight, when it is alone, and half when two are. */
const shareOfFree = 3;
/** Interval at which those who wait are looked at: who waited too long, and who has gone. */
const lookMs = 100;

/**
 * Turns at something scarce, shared out by marketplace. Nobody waits while there is room; what waits goes in rotation of the
 * marketplaces, each in order, light before heavy. A marketplace holds at most a multiple of what is free, so that
 * however many it keeps busy, something is left for one that comes anew (docs/behaviour/conventions.md §7.3).
 */
export class Turns {
  readonly #bounds: TurnBounds;
  readonly #now: () => number;
  /** Marketplaces with turns or waiting, in the order in which their turns come. */
  readonly #shares = new Map<string, Share>();
  readonly #refused = { full: 0, late: 0 };
  #running = 0;
  #heavy = 0;
  #waiting = 0;
  #waitingHeavy = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(bounds: TurnBounds, now: () => number = () => performance.now()) {
    this.#bounds = bounds;
    this.#now = now;
  }

  get figures(): TurnFigures {
    return {
      running: this.#running,
      heavy: this.#heavy,
      waiting: this.#waiting - this.#waitingHeavy,
      waitingHeavy: this.#waitingHeavy,
      refused: this.#refused,
    };
  }

  /**
   * Takes a turn, which ends with `leave`.
   *
   * @returns undefined when it begins at once.
   * @throws ApiError TooManyRequests where what the marketplace itself does is in the way, else Api.Busy: when there is no
   *   room to wait, or it took too long; Request.TakesTooLong when whoever waited has gone.
   */
  enter(entrant: Entrant): Promise<void> | undefined {
    const share = this.#share(entrant.marketplaceId);
    const lane = share.lane(entrant.heavy);
    if (lane.length === 0 && this.#admits(share, entrant.heavy)) {
      this.#begin(share, entrant.heavy);
      return undefined;
    }
    if (lane.length >= this.#bounds.waitingEach || this.#waiting >= this.#bounds.waitingAll) {
      this.#refused.full++;
      return Promise.reject(refusal(share));
    }
    return new Promise((resolve, reject) => {
      lane.push({ ...entrant, since: this.#now(), go: resolve, refuse: reject });
      this.#count(entrant.heavy, 1);
      this.#timer ??= setTimeout(() => this.#look(), lookMs).unref();
    });
  }

  /** Works for a turn, which ends with the work. @throws ApiError as `enter`. */
  async run<Result>(entrant: Entrant, work: () => Promise<Result>): Promise<Result> {
    await this.enter(entrant);
    try {
      return await work();
    } finally {
      this.leave(entrant);
    }
  }

  /** Ends a turn, and lets those begin who waited for it. */
  leave({ marketplaceId, heavy }: Pick<Entrant, "marketplaceId" | "heavy">): void {
    const share = this.#share(marketplaceId);
    share.running--;
    this.#running--;
    if (heavy) {
      share.heavy--;
      this.#heavy--;
    }
    this.#drop(marketplaceId, share);
    if (this.#waiting > 0) this.#advance();
  }

  #share(marketplaceId: string): Share {
    let share = this.#shares.get(marketplaceId);
    if (share === undefined) {
      share = new Share();
      this.#shares.set(marketplaceId, share);
    }
    return share;
  }

  #drop(marketplaceId: string, { running, light, slow }: Share): void {
    if (running === 0 && light.length === 0 && slow.length === 0) this.#shares.delete(marketplaceId);
  }

  #admits(share: Share, heavy: boolean): boolean {
    const free = this.#bounds.size - this.#running;
    if (free <= 0 || share.running >= shareOfFree * free) return false;
    // The last one is for whoever has none.
    if (free === 1 && share.running > 0) return false;
    return !heavy || share.heavy < this.#bounds.heavySize - this.#heavy;
  }

  #begin(share: Share, heavy: boolean): void {
    share.running++;
    this.#running++;
    if (!heavy) return;
    share.heavy++;
    this.#heavy++;
  }

  #count(heavy: boolean, by: number): void {
    this.#waiting += by;
    if (heavy) this.#waitingHeavy += by;
  }

  #advance(): void {
    while (this.#letOneBegin(false) || this.#letOneBegin(true));
  }

  /** @returns false when nobody may begin. */
  #letOneBegin(heavy: boolean): boolean {
    if (this.#running >= this.#bounds.size) return false;
    if ((heavy ? this.#waitingHeavy : this.#waiting - this.#waitingHeavy) === 0) return false;
    for (const [marketplaceId, share] of this.#shares) {
      const lane = share.lane(heavy);
      if (lane.length === 0 || !this.#admits(share, heavy)) continue;
      const next = lane.shift() as Waiting;
      this.#count(heavy, -1);
      this.#begin(share, heavy);
      // The others come first now.
      this.#shares.delete(marketplaceId);
      this.#shares.set(marketplaceId, share);
      next.go();
      return true;
    }
    return false;
  }

  #look(): void {
    const late = this.#now() - this.#bounds.waitMs;
    for (const [marketplaceId, share] of this.#shares) {
      for (const lane of [share.light, share.slow]) {
        const ended = lane.filter(({ since, left }) => since <= late || left?.() === true);
        if (ended.length === 0) continue;
        const staying = lane.filter((waiting) => !ended.includes(waiting));
        lane.splice(0, lane.length, ...staying);
        for (const waiting of ended) {
          this.#count(waiting.heavy, -1);
          const gone = waiting.left?.() === true;
          if (!gone) this.#refused.late++;
          waiting.refuse(gone ? apiError("Request.TakesTooLong") : refusal(share));
        }
      }
      this.#drop(marketplaceId, share);
    }
    this.#timer = this.#waiting > 0 ? setTimeout(() => this.#look(), lookMs).unref() : undefined;
  }
}

/** Who has nothing going cannot be in the way of themselves. */
const refusal = ({ running }: Share): ApiError => apiError(running > 0 ? "TooManyRequests" : "Api.Busy");
