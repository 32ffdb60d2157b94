import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { readShopper } from "./shopper.store.ts";
import type { ShopperView, ShopperViews, StampedView } from "./shopper-views.ts";

/** Parts that a shopper's read needs of the work it belongs to. */
export interface ShopperWork {
  readonly db: TenantDb;
  readonly actor: Pick<Caller, "userKey">;
  readonly now: Date;
  readonly services: { readonly tenants: Tenants };
}

/** Value that was read, and the shopper's stamp as of the same snapshot. */
export interface Versioned<Result> {
  readonly result: Result;
  readonly stamp: string | null;
}

/**
 * Ways of a read. `quick` sends all of its statements before it first waits, and may rest on what this process
 * holds, as long as it notices when that is outdated. `exact` rests on nothing but the transaction's snapshot.
 */
export type Way = "quick" | "exact";

/** Makes the answer of what was read, in a single trip; undefined when the database has moved on since. */
type Complete<Result, Answer> = (db: TenantDb, result: Result) => Promise<Answer | undefined>;

/**
 * Reads something as the calling buyer's user sees it now.
 *
 * The read is sent at once with what this process last knew of the shopper, and answers besides with the shopper's stamp
 * (`shopperStamp`); `complete` follows it in a trip of its own, if it needs one. Should the stamp differ, or
 * anything else no longer fit, both are done again within one transaction, whose single snapshot no writer can move: that
 * succeeds however much is written meanwhile, and makes no writer wait. An index answers quick reads alone: a list that it may
 * answer is read quickly once more before that, with what the shopper sees now.
 *
 * @param read has no effect.
 * @param again whether it is read quickly once more.
 * @throws ApiError NotFound (User) when the user is gone.
 */
export async function readOptimistically<Result, Answer>(
  views: ShopperViews,
  { db, actor, services }: ShopperWork,
  read: (db: TenantDb, view: ShopperView, way: Way) => Promise<Versioned<Result>>,
  complete: Complete<Result, Answer>,
  again = false,
): Promise<Answer> {
  const { marketplaceId } = db;
  const quickly = async (view: StampedView): Promise<Answer | undefined> => {
    const { result, stamp } = await read(db, view, "quick");
    return stamp === view.stamp ? complete(db, result) : undefined;
  };
  const last = views.last(marketplaceId, actor.userKey);
  const answer = last && (await quickly(last));
  if (answer !== undefined) return answer;
  if (again && db.mode === "read") {
    const viewNow = (fresh: TenantDb) => views.read(fresh, actor.userKey);
    const second = await quickly(await services.tenants.transaction(marketplaceId, "snapshot", viewNow, db.terms));
    if (second !== undefined) return second;
  }
  const exactly = async (fresh: TenantDb): Promise<Answer> => {
    const { result } = await read(fresh, await views.read(fresh, actor.userKey), "exact");
    const answer = await complete(fresh, result);
    if (answer === undefined) throw new Error("An exact read rested on more than its snapshot");
    return answer;
  };
  return services.tenants.transaction(marketplaceId, "snapshot", exactly, db.terms);
}

/**
 * As `readOptimistically`, for what is an answer as it was read; the stamp goes with it.
 *
 * @param read sends all of its statements before it first waits.
 */
export async function readAsShopper<Result>(
  views: ShopperViews,
  work: ShopperWork,
  read: (db: TenantDb, view: ShopperView) => Promise<Result>,
): Promise<Result> {
  const { result } = await readOptimistically(
    views,
    work,
    (db, view) => withStamp(db, view, read(db, view)),
    async (_, result) => ({ result }),
  );
  return result;
}

async function withStamp<Result>(
  db: TenantDb,
  { shopper }: ShopperView,
  reading: Promise<Result>,
): Promise<Versioned<Result>> {
  const [result, now] = await Promise.all([reading, readShopper(db, shopper.userKey)]);
  return { result, stamp: now?.stamp ?? null };
}
