import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
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
  readonly actor: Pick<Caller, "userKey" | "marketplaceId">;
  readonly services: { readonly tenants: Tenants };
}

/** Shoppers of whom a process remembers what it read last. */
const shoppersKept = 20_000;
const shoppers = new Map<string, ShopperNow>();

/** As `Look`, with the stamp of the shopper: it holds as long as the database still gives the same. */
export interface StampedLook extends Look {
  readonly stamp: string;
}

const shopperKey = (marketplaceId: string, userKey: number): string => `${marketplaceId}\0${userKey}`;

/** A shopper and what he sees, as this process knew them last; nothing when it does not know both as of one version. */
export function lastLook(marketplaceId: string, userKey: number): StampedLook | undefined {
  const last = shoppers.get(shopperKey(marketplaceId, userKey));
  const sight = last && knownSight(marketplaceId, last.shopper);
  if (last === undefined || sight === undefined || sight.version !== last.version) return undefined;
  return { shopper: last.shopper, sight, stamp: last.stamp };
}

/** Remembers a shopper as just read, and finds out what he sees where this process does not know it. */
export async function learnLook(db: TenantDb, now: ShopperNow): Promise<Look> {
  const { shopper, version } = now;
  const known = knownSight(db.marketplaceId, shopper);
  const sight = known?.version === version ? known : await learn(db, shopper);
  if (shoppers.size >= shoppersKept) shoppers.clear();
  shoppers.set(shopperKey(db.marketplaceId, shopper.userKey), now);
  return { shopper, sight };
}

/** What was read, and the shopper's stamp as of the same snapshot. */
export interface Seen<Result> {
  readonly result: Result;
  readonly stamp: string | null;
}

/**
 * How a read goes about it. `quick` sends all of its statements before it first waits, and may rest on what this process
 * holds, as long as it notices when that is outdated. `exact` rests on nothing but the transaction's snapshot.
 */
export type Way = "quick" | "exact";

/** Makes the answer of what was read, in a single trip; undefined when the database has moved on since. */
type Complete<Result, Answer> = (db: TenantDb, result: Result) => Promise<Answer | undefined>;

/**
 * Reads something through the eyes of the calling buyer's user, exactly as he sees it now.
 *
 * The read is sent at once with what this process last knew of the shopper, and answers besides with the shopper's stamp
 * (`shopperStamp`); `complete` follows it in a trip of its own, if it needs one. Should the stamp differ, or
 * anything else no longer fit, both are done again within one transaction, whose single snapshot no writer can move: that
 * succeeds however much is written meanwhile, and makes no writer wait.
 *
 * `read` has no effect.
 *
 * @throws ApiError NotFound (User) when the user is gone.
 */
export async function lookThen<Result, Answer>(
  { db, actor, services }: LookCall,
  read: (db: TenantDb, look: Look, way: Way) => Promise<Seen<Result>>,
  complete: Complete<Result, Answer>,
): Promise<Answer> {
  const { marketplaceId } = actor;
  const last = lastLook(marketplaceId, actor.userKey);
  if (last !== undefined) {
    const { result, stamp } = await read(db, last, "quick");
    if (stamp === last.stamp) {
      const answer = await complete(db, result);
      if (answer !== undefined) return answer;
    }
  }
  return services.tenants.transaction(marketplaceId, "snapshot", async (fresh) => {
    const now = await readShopper(fresh, actor.userKey);
    if (now === undefined) throw notFound("User", "");
    const { result } = await read(fresh, await learnLook(fresh, now), "exact");
    const answer = await complete(fresh, result);
    if (answer === undefined) throw new Error("An exact read rested on more than its snapshot");
    return answer;
  });
}

/** As `lookThen`, for what is an answer as it was read. */
export async function look<Result>(
  call: LookCall,
  read: (db: TenantDb, look: Look) => Promise<Seen<Result>>,
): Promise<Result> {
  const { result } = await lookThen(call, read, async (_, result) => ({ result }));
  return result;
}

/** A read by statements of its own, which `reading` starts before it first waits, with the shopper's stamp behind them. */
export async function stamped<Result>(
  db: TenantDb,
  { shopper }: Look,
  reading: (db: TenantDb) => Promise<Result>,
): Promise<Seen<Result>> {
  const [result, now] = await Promise.all([reading(db), readShopper(db, shopper.userKey)]);
  return { result, stamp: now?.stamp ?? null };
}
