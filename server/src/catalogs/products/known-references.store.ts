import type { Product } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import { assume, guard } from "../../platform/work/assume.store.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { KnownClass } from "../placement/known-placements.ts";
import type { Found, Wanted } from "./references.store.ts";

/** What a product that is added goes by. */
interface NewProduct {
  /** Null without one. */
  readonly scheduleId: string | null;
  readonly placed: KnownClass;
  /** Told that something is not as it was known. */
  outdated(): void;
}

const asKnown = prepared<{
  readonly marketplaceId: string;
  readonly number: number;
  readonly scheduleIds: readonly (string | null)[];
  readonly classIds: readonly number[];
  readonly digests: readonly string[];
}>(({ marketplaceId: m, number, scheduleIds, classIds, digests }) =>
  guard(
    sql`select from unnest(${scheduleIds}::text[], ${classIds}::int[], ${digests}::text[]) as n (schedule_id, class_id, digest)
      join visibility_class v on v.marketplace_id = ${m} and v.id = n.class_id and v.digest = n.digest
      left join price_schedule s on s.marketplace_id = ${m} and s.id = n.schedule_id
      where n.schedule_id is null or jsonb_array_length(s.price_breaks) > 0`,
    "new products are placed and priced as was known",
    number,
  ),
);

/** Has the database compare what products go by that are added at the same time, along with what adds them. */
const compare = together<NewProduct, void>(500, async (db: TenantDb, products) => {
  const statement = asKnown({
    marketplaceId: db.marketplaceId,
    number: products.length,
    scheduleIds: products.map(({ scheduleId }) => scheduleId),
    classIds: products.map(({ placed }) => placed.id),
    digests: products.map(({ placed }) => placed.digest),
  });
  assume(db, statement, {
    outdated() {
      for (const product of products) product.outdated();
    },
  });
  return products.map(() => undefined);
});

/**
 * What a seller's new product refers to and the class that it gets, without a trip, where the process knows both; should they be
 * so no more, the work is done again.
 *
 * @returns undefined where something is not known, or the product refers to more than its default price schedule.
 */
export async function knownReferences(
  { db, actor, services: { placements, knownSchedules } }: UserWork,
  { Active, OwnerID }: Product,
  wanted: Wanted,
): Promise<{ readonly found: Found; readonly placed: KnownClass } | undefined> {
  if (actor.userType !== "Seller" || db.again || db.distributed) return undefined;
  const { shipsFor: _, DefaultPriceScheduleID, ...others } = wanted;
  if (OwnerID !== db.marketplaceId || Object.values(others).some(Boolean)) return undefined;
  const { marketplaceId } = db;
  const scheduleId = DefaultPriceScheduleID || null;
  if (scheduleId !== null && !knownSchedules.has(marketplaceId, scheduleId)) return undefined;
  const placed = placements.nowhere(marketplaceId, { owner: OwnerID, active: Active });
  if (placed === undefined) return undefined;
  const outdated = (): void => {
    if (scheduleId !== null) knownSchedules.mistrust(marketplaceId, scheduleId);
    placements.mistrustClass(marketplaceId, placed.id);
  };
  await compare(db, { scheduleId, placed, outdated });
  return { found: scheduleId === null ? {} : { DefaultPriceScheduleID: { id: scheduleId, hasBreaks: true } }, placed };
}
