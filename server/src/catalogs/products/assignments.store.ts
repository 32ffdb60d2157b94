import type { Operations } from "@orderwell/contract";
import type { Party } from "../../parties/index.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type ScheduleHead, scheduleHead } from "../price-schedules/store.ts";

/**
 * The conditions over the alias `t` for the assignments that a caller asks for. Suppliers see those that they made and
 * those of their own products.
 */
export function askedAssignments(
  { actor }: UserWork,
  { productID, priceScheduleID }: Operations["Products.ListAssignments"]["query"],
): RawBuilder<boolean>[] {
  return [
    ...(productID ? [idIs("t.product_id", productID)] : []),
    ...(priceScheduleID ? [idIs("t.price_schedule_id", priceScheduleID)] : []),
    ...(actor.userType === "Supplier"
      ? [
          sql<boolean>`(t.seller_id = ${actor.companyId} or exists (select from product p
            where p.marketplace_id = t.marketplace_id and p.id = t.product_id and p.owner_id = ${actor.companyId}))`,
        ]
      : []),
  ];
}

/** State of what an assignment brings together. */
export interface AssignmentFacts {
  /** Product and buyer have a catalog in common. */
  readonly shared: boolean;
  readonly schedule: ScheduleHead | null;
  /** Currencies of the locales that apply to the party; the group's before the buyer's. Empty without a locale. */
  readonly currencies: readonly string[];
}

/** The facts of an assignment to a party, in one statement. A child product is in the catalogs of its parent: that is named. */
export async function assignmentFacts(
  db: TenantDb,
  productId: string,
  party: Party,
  scheduleId: string | null,
): Promise<AssignmentFacts> {
  const currencies = (group: number | null) => sql`(select jsonb_agg(l.currency) from locale_assignment a
    join locale l on l.marketplace_id = a.marketplace_id and l.id = a.locale_id
    where a.marketplace_id = ${db.marketplaceId} and a.buyer_id = ${party.buyerId} and coalesce(a.group_key, 0) = ${group ?? 0})`;
  const row = await db.row<{ shared: boolean; schedule: Json | null; currencies: Json }>(sql`select
    exists (select from catalog_product c
      join catalog_assignment a on a.marketplace_id = c.marketplace_id and a.catalog_id = c.catalog_id
      join buyer b on b.marketplace_id = c.marketplace_id and (a.buyer_id = b.id or a.buyer_group_id = b.group_id)
      where c.marketplace_id = ${db.marketplaceId} and c.product_id = ${productId} and b.id = ${party.buyerId}) as shared,
    (select ${scheduleHead}
      from price_schedule s where s.marketplace_id = ${db.marketplaceId} and lower(s.id) = ${scheduleId?.toLowerCase() ?? null}) as schedule,
    coalesce(${currencies(party.groupKey)}, ${currencies(null)}, '[]') as currencies`);
  const { shared, schedule, currencies: known } = row as NonNullable<typeof row>;
  return {
    shared,
    schedule: (schedule?.value ?? null) as AssignmentFacts["schedule"],
    currencies: known.value as readonly string[],
  };
}
