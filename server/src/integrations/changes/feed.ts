import { setTimeout as pause } from "node:timers/promises";
import { invalidate } from "../../platform/cache-invalidation.ts";
import { MarketplaceCache } from "../../platform/caches/marketplace-cache.ts";
import type { Follow, Followers } from "../../platform/changes/followers.ts";
import type { ObjectWrite } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { ownWork } from "../../platform/db/terms.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Actor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { beginFeed, type Cursor, feedState, insertChanges, isFollowed } from "./changes.store.ts";
import { changesIn } from "./meaning.ts";
import { type Latest, type Place, Waits } from "./waits.ts";

export const feedChannel = "orderwell_feeds";

/** Time after which every process knows that a marketplace is followed, with a margin. */
const knownAfterMs = 2_500;
/** A feed as old as that has no transaction any more that began before it. */
const settledAfterMs = 3_600_000;
/** Time that open transactions are waited for before a follower begins. */
const patienceMs = 10_000;

interface Followed {
  readonly follow: Follow | undefined;
}

/**
 * Writes what works change, in marketplaces that somebody follows; elsewhere a write costs a look into a map
 * (docs/behaviour/integrations.md §10).
 */
export class ChangeFeed extends MarketplaceCache<Followed> implements Followers {
  readonly #waits: Waits;

  /**
   * @param latest number of the last transaction with changes that can be read, by marketplace.
   * @param lookMs pause between two looks at it, in milliseconds. Default: a second.
   */
  constructor({
    tenants,
    latest,
    lookMs,
  }: { readonly tenants: Tenants; readonly latest: Latest; readonly lookMs?: number }) {
    super({
      name: "feeds",
      channel: feedChannel,
      maxBytes: 8_000_000,
      bytesOf: () => 64,
      read: (marketplaceId) => tenants.transaction(marketplaceId, "read", (db) => this.#followed(db), ownWork),
    });
    this.#waits = new Waits(latest, lookMs);
  }

  of(db: TenantDb): Follow | undefined | Promise<Follow | undefined> {
    const known = this.known(db.marketplaceId);
    return known ? known.follow : this.#followed(db).then(({ follow }) => follow);
  }

  async #followed(db: TenantDb): Promise<Followed> {
    return { follow: (await isFollowed(db)) ? (work, writes) => this.#write(work, writes) : undefined };
  }

  async #write({ db, now, logId, actor, afterCommit, marketplaceId }: Work, writes: readonly ObjectWrite[]) {
    const changes = changesIn(writes);
    if (changes.length === 0) return;
    insertChanges(db, changes, { now, logId, userId: actor.kind === "system" ? null : actor.userId });
    afterCommit(() => this.#waits.committed(marketplaceId));
  }

  /** Waits until there may be changes after a place, or for so long. */
  next(after: Place, ms: number, signal: AbortSignal): Promise<void> {
    return this.#waits.next(after, ms, signal);
  }

  /** Ends the looks for changes. */
  close(): void {
    this.#waits.close();
  }
}

/**
 * The place at which somebody may begin to follow: whatever is committed once they have it comes after it, and whatever was
 * before is there to be read. The first time it takes as long as every process needs to know.
 *
 * @throws ApiError Api.Busy where transactions stay open for longer than is waited.
 */
export async function beginFollowing(works: Works, marketplaceId: string, actor: Actor): Promise<Cursor> {
  await works.run(marketplaceId, actor, "write", async (work) => {
    if (await beginFeed(work.db)) await invalidate(work, feedChannel);
  });
  const read = () => works.run(marketplaceId, actor, "read", ({ db }) => feedState(db));
  let state = await read();
  if (state.ageMs < knownAfterMs) {
    await pause(knownAfterMs - state.ageMs);
    state = await read();
  }
  const { next, ageMs } = state;
  for (const from = performance.now(); ageMs < settledAfterMs && BigInt(state.open) < BigInt(next); ) {
    if (performance.now() - from > patienceMs) throw apiError("Api.Busy");
    await pause(50);
    state = await read();
  }
  return { transaction: state.open, number: "-1" };
}

/** Several who follow, as one. */
export const allOf = (followers: readonly Followers[]): Followers => ({
  of(db) {
    const known = followers.map((one) => one.of(db));
    return known.some((one) => one instanceof Promise)
      ? Promise.all(known).then(together)
      : together(known as (Follow | undefined)[]);
  },
});

function together(all: readonly (Follow | undefined)[]): Follow | undefined {
  const follows = all.filter((one) => one !== undefined);
  if (follows.length < 2) return follows[0];
  return async (work, writes) => {
    for (const follow of follows) await follow(work, writes);
  };
}
