import type { Operations } from "@orderwell/contract";
import type { Party } from "../../parties/index.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, refersTo, sql } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type ScheduleHead, scheduleHead } from "../price-schedules/store.ts";

/**
 * The conditions over the alias `t` for the assignments that a caller asks for. Suppliers see those that they made and
 * those of their own products.
 */
export function askedAssignments(
  { actor, db }: UserWork,
  { productID, priceScheduleID }: Operations["Products.ListAssignments"]["query"],
): RawBuilder<boolean>[] {
  return [
    ...(productID ? [refersTo("t.product_id", db.marketplaceId, "product", productID)] : []),
    ...(priceScheduleID ? [refersTo("t.price_schedule_id", db.marketplaceId, "price_schedule", priceScheduleID)] : []),
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

/** What an assignment brings together, by stored IDs. */
interface Assigned {
  readonly productId: string;
  readonly party: Party;
  readonly scheduleId: string | null;
}

interface Arguments {
  readonly marketplaceId: string;
  readonly productIds: readonly string[];
  readonly buyerIds: readonly (string | null)[];
  readonly groupKeys: readonly (number | null)[];
  readonly scheduleIds: readonly (string | null)[];
}

const currencies = (marketplaceId: RawBuilder<string>, group: RawBuilder<unknown>) => sql`(
  select jsonb_agg(l.currency) from locale_assignment a
  join locale l on l.marketplace_id = ${marketplaceId} and l.id = a.locale_id
  where a.marketplace_id = ${marketplaceId} and a.buyer_id = f.buyer_id and a.group_key is not distinct from ${group})`;

const factsOf = prepared<
  Arguments,
  { readonly shared: boolean; readonly schedule: Json | null; readonly currencies: Json }
>(
  ({ marketplaceId: m, productIds, buyerIds, groupKeys, scheduleIds }) => sql`
    select exists (select from catalog_product c
        join catalog_assignment a on a.marketplace_id = ${m} and a.catalog_id = c.catalog_id
        join buyer b on b.marketplace_id = ${m} and (a.buyer_id = b.id or a.buyer_group_id = b.group_id)
        where c.marketplace_id = ${m} and c.product_id = f.product_id and b.id = f.buyer_id) as shared,
      (select ${scheduleHead} from price_schedule s where s.marketplace_id = ${m} and lower(s.id) = f.schedule_id) as schedule,
      coalesce(${currencies(m, sql`f.group_key`)}, ${currencies(m, sql`null`)}, '[]') as currencies
    from unnest(${productIds}::text[], ${buyerIds}::text[], ${groupKeys}::bigint[], ${scheduleIds}::text[]) with ordinality
      as f (product_id, buyer_id, group_key, schedule_id, n) order by f.n`,
);

const facts = together<Assigned, AssignmentFacts>(500, async (db, assigned) => {
  const rows = await db.rows(
    factsOf({
      marketplaceId: db.marketplaceId,
      productIds: assigned.map(({ productId }) => productId),
      buyerIds: assigned.map(({ party }) => party.buyerId),
      groupKeys: assigned.map(({ party }) => party.groupKey),
      scheduleIds: assigned.map(({ scheduleId }) => scheduleId?.toLowerCase() ?? null),
    }),
  );
  return rows.map(({ shared, schedule, currencies: known }) => ({
    shared,
    schedule: (schedule?.value ?? null) as AssignmentFacts["schedule"],
    currencies: known.value as readonly string[],
  }));
});

/**
 * The facts of an assignment to a party: those that a transaction asks for at the same time share a statement. A child product
 * is in the catalogs of its parent: that is named.
 */
export const assignmentFacts = (
  db: TenantDb,
  productId: string,
  party: Party,
  scheduleId: string | null,
): Promise<AssignmentFacts> => facts(db, { productId, party, scheduleId });
