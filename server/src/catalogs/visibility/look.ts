import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb, Tenants } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Shopper } from "../purchase/purchasable.ts";
import { readShopper, type ShopperNow } from "../shopper.ts";
import type { Sight } from "./sight.ts";
import { knownSight, learn } from "./sights.ts";

/** A shopper and what he sees. */
export interface Look {
  readonly shopper: Shopper;
  readonly sight: Sight;
}

/** What a read needs of its call. */
export interface LookCall {
  readonly db: TenantDb;
  readonly caller: Pick<Caller, "userKey" | "marketplaceId">;
  readonly services: { readonly tenants: Tenants };
}

/** Shoppers of whom a process remembers what it read last. */
const shoppersKept = 20_000;
const shoppers = new Map<string, ShopperNow>();

/**
 * Reads something through the eyes of the calling buyer's user, exactly as he sees it now, and ends the request's
 * transaction.
 *
 * The read is sent at once with what this process last knew of the shopper; in the same trip, behind it, goes the question
 * whether that still holds. Should it not, the read is done again in a transaction with one snapshot for everything.
 *
 * `read` sends its statements before it first waits, and has no effect.
 *
 * @throws ApiError NotFound (User) when the user is gone.
 */
export async function look<Result>(
  { db, caller, services }: LookCall,
  read: (db: TenantDb, look: Look) => Promise<Result>,
): Promise<Result> {
  const key = `${caller.marketplaceId}\0${caller.userKey}`;
  const last = shoppers.get(key);
  const sight = last && knownSight(caller.marketplaceId, parties(last.shopper));
  if (last !== undefined && sight !== undefined && sight.version === last.version) {
    const [result, now] = await Promise.all([
      read(db, { shopper: last.shopper, sight }),
      readShopper(db, caller.userKey),
      db.finish(),
    ]);
    if (now?.stamp === last.stamp) return result;
  }
  return services.tenants.transaction(caller.marketplaceId, "read", async (fresh) => {
    await fresh.run(sql`set transaction isolation level repeatable read`);
    const now = await readShopper(fresh, caller.userKey);
    if (now === undefined) throw notFound("User", "");
    const known = knownSight(caller.marketplaceId, parties(now.shopper));
    const seen = known?.version === now.version ? known : await learn(fresh, parties(now.shopper));
    if (shoppers.size >= shoppersKept) shoppers.clear();
    shoppers.set(key, now);
    const [result] = await Promise.all([read(fresh, { shopper: now.shopper, sight: seen }), fresh.finish()]);
    return result;
  });
}

const parties = ({ buyerId, buyerGroupId, groupKeys }: Shopper) => ({ buyerId, buyerGroupId, groupKeys });
