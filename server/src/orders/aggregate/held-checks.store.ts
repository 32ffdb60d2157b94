import type { TenantDb } from "../../platform/db/session.ts";
import { SharedTrips } from "../../platform/db/shared-trips.ts";
import { prepared, sql } from "../../platform/db/sql.ts";

/** An order as it is held. */
export interface HeldVersion {
  /** As it is stored. */
  readonly id: string;
  readonly version: string;
}

interface OneKeys extends HeldVersion {
  readonly marketplaceId: string;
}

const one = prepared<OneKeys, { readonly held: boolean }>(
  ({ marketplaceId, id, version }) => sql`select true as held from purchase_order o
    where o.marketplace_id = ${marketplaceId} and o.id = ${id} and o.xmin = ${version}::xid`,
);

interface SeveralKeys {
  readonly marketplaceId: string;
  readonly ids: readonly string[];
}

const several = prepared<SeveralKeys, HeldVersion>(
  ({ marketplaceId, ids }) => sql`select o.id, o.xmin as version from purchase_order o
    where o.marketplace_id = ${marketplaceId} and o.id = any(${ids})`,
);

async function checkSeveral(db: TenantDb, asked: readonly HeldVersion[]): Promise<readonly boolean[]> {
  const { marketplaceId } = db;
  const rows = await db.rows<HeldVersion>(several({ marketplaceId, ids: [...new Set(asked.map(({ id }) => id))] }));
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return asked.map(({ id, version }) => versions.get(id) === version);
}

export type HeldChecks = SharedTrips<HeldVersion, boolean>;

/** Checks whether orders are stored as they are held, which share trips. */
export const heldChecks = (): HeldChecks =>
  new SharedTrips({
    alone: async (db, { id, version }) =>
      (await db.row(one({ marketplaceId: db.marketplaceId, id, version }))) !== undefined,
    together: checkSeveral,
  });
