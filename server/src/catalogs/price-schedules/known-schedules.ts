import { BoundedCache, type OwnedCache } from "../../platform/caches/bounded-cache.ts";
import type { UserWork } from "../../platform/work/work.ts";

declare module "../../platform/work/services.ts" {
  interface Services {
    readonly knownSchedules: KnownSchedules;
  }
}

type Writing = Pick<UserWork, "db" | "afterCommit">;

/**
 * Price schedules that this process has met last and that have price breaks, by their IDs as they are stored. They are no truth:
 * whoever goes by one has the database compare it.
 */
export class KnownSchedules {
  readonly #schedules = new BoundedCache<true>("known_schedules", {
    maxBytes: 4_000_000,
    bytesOf: () => 0,
    ofThings: true,
  });

  get caches(): readonly OwnedCache[] {
    return [this.#schedules];
  }

  has(marketplaceId: string, id: string): boolean {
    return this.#schedules.get(`${marketplaceId}\0${id}`) === true;
  }

  /** Notes a schedule that has price breaks, once that is committed. */
  note({ db: { marketplaceId }, afterCommit }: Writing, id: string): void {
    afterCommit(() => this.#schedules.set(`${marketplaceId}\0${id}`, true));
  }

  /** Forgets a schedule that is about to be something else, once that is committed. */
  forget({ db: { marketplaceId }, afterCommit }: Writing, id: string): void {
    afterCommit(() => this.mistrust(marketplaceId, id));
  }

  /** Has a schedule looked up the next time, since it, or something else with it, was not as it was known. */
  mistrust(marketplaceId: string, id: string): void {
    this.#schedules.delete(`${marketplaceId}\0${id}`);
  }
}
