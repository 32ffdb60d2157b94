import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { readFacts, versionOf } from "./facts.ts";
import { type Landscape, landscapeOf, type Parties } from "./rules.ts";
import { Sight } from "./sight.ts";

interface Known {
  readonly landscape: Landscape;
  readonly sights: Map<string, Sight>;
}

/** Marketplaces whose facts a process keeps, and sets of parties within each. */
const marketplacesKept = 100;
const sightsKept = 1_000;

/** The marketplaces used last come last. */
const marketplaces = new Map<string, Known>();

/** What the parties see according to the newest facts that this process knows; nothing when it knows none. */
export function knownSight(marketplaceId: string, parties: Parties): Sight | undefined {
  const known = marketplaces.get(marketplaceId);
  if (known === undefined) return undefined;
  marketplaces.delete(marketplaceId);
  marketplaces.set(marketplaceId, known);
  return sightOf(known, parties);
}

function sightOf({ landscape, sights }: Known, parties: Parties): Sight {
  const key = `${parties.groupKeys.join()}\0${parties.buyerId}\0${parties.buyerGroupId ?? ""}`;
  let sight = sights.get(key);
  if (sight === undefined) {
    if (sights.size >= sightsKept) sights.clear();
    sight = new Sight(landscape, parties);
    sights.set(key, sight);
  }
  return sight;
}

/** What the parties see according to the facts as the transaction sees them; this process knows the newest from then on. */
export async function learn(db: TenantDb, parties: Parties): Promise<Sight> {
  const facts = await readFacts(db);
  const { marketplaceId } = db;
  let known = marketplaces.get(marketplaceId);
  const newest = known?.landscape.facts.version ?? Number.NEGATIVE_INFINITY;
  // Another request may have learned of a change that this one's snapshot does not show.
  if (facts.version < newest) return new Sight(landscapeOf(facts), parties);
  if (known === undefined || facts.version > newest) {
    known = { landscape: landscapeOf(facts), sights: new Map() };
    marketplaces.delete(marketplaceId);
    const [oldest] = marketplaces.keys();
    if (marketplaces.size >= marketplacesKept && oldest !== undefined) marketplaces.delete(oldest);
    marketplaces.set(marketplaceId, known);
  }
  return sightOf(known, parties);
}

export async function readVersion(db: TenantDb): Promise<number> {
  const row = await db.row<{ version: number }>(versionOf({ marketplaceId: db.marketplaceId }));
  return row?.version ?? 0;
}

/** Attempts before writers are made to wait. */
const attempts = 3;

/**
 * Runs a read with what the parties see, within a transaction that goes on: what this process knows serves, and the read
 * is repeated should it turn out, in the same trip, to be out of date. A transaction that may write sees others' changes
 * between its statements; after some attempts it makes those who would change what is visible wait.
 *
 * `read` sends its statements before it first waits, and has no effect.
 */
export async function withSight<Result>(
  db: TenantDb,
  parties: Parties,
  read: (sight: Sight) => Promise<Result>,
): Promise<Result> {
  let sight = knownSight(db.marketplaceId, parties) ?? (await learn(db, parties));
  for (let attempt = 1; ; attempt++) {
    const [result, version] = await Promise.all([read(sight), readVersion(db)]);
    if (version === sight.version) return result;
    if (attempt === attempts && db.mode === "write") await holdVersion(db);
    sight = await learn(db, parties);
  }
}

/** Keeps the version from moving until the transaction ends. */
export const holdVersion = (db: TenantDb): Promise<unknown[]> =>
  db.rows(sql`select from visibility_version where marketplace_id = ${db.marketplaceId} for share`);
