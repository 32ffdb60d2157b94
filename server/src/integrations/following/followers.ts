import { textBytes } from "../../platform/caches/bounded-cache.ts";
import { MarketplaceCache } from "../../platform/caches/marketplace-cache.ts";
import type { Follow, Followers } from "../../platform/changes/followers.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { ownWork } from "../../platform/db/terms.ts";
import type { Work } from "../../platform/work/work.ts";
import { consumers, followersChannel } from "../outgoing/consumer.ts";
import { readConsumers, type StoredConsumer } from "./consumers.store.ts";
import { follow } from "./follow.ts";

/** Those who are told of something while they are switched on. */
interface Directory {
  readonly bytes: number;
  /** Undefined where nobody is told of anything. */
  readonly follow: Follow | undefined;
}

/** Bytes that a consumer takes beside the texts it holds. */
const consumerBytes = 600;

/**
 * Who is told of what becomes of the objects of marketplaces: read once, with the first write, so that a write that nobody
 * is told of costs a look into a map (docs/behaviour/integrations.md §6).
 */
export class SynchronizedMarketplaces extends MarketplaceCache<Directory> implements Followers {
  constructor({ tenants }: { readonly tenants: Tenants }) {
    super({
      name: "followers",
      channel: followersChannel,
      maxBytes: 16_000_000,
      bytesOf: ({ bytes }) => bytes,
      read: (marketplaceId) => tenants.transaction(marketplaceId, "read", readConsumers, ownWork).then(directoryOf),
    });
  }

  of(db: TenantDb): Follow | undefined | Promise<Follow | undefined> {
    const known = this.known(db.marketplaceId);
    return known ? known.follow : readConsumers(db).then((all) => directoryOf(all).follow);
  }
}

function directoryOf(all: readonly StoredConsumer[]): Directory {
  const told = all.filter(({ id, enabled, paused }) => enabled && !paused && id !== consumers.errors);
  return {
    bytes: told.reduce((sum, { id, targets }) => sum + consumerBytes + textBytes(id) + textBytes(targets.text), 100),
    follow: told.length === 0 ? undefined : (work: Work, writes) => follow(work, told, writes),
  };
}
