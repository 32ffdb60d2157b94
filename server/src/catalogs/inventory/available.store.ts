import { type RawBuilder, sql } from "../../platform/db/sql.ts";

type Sql = RawBuilder<unknown>;

/** Those whose records count, as parameters of a statement. */
export interface RecordUsers {
  readonly marketplaceId: Sql;
  readonly buyerId: Sql;
  readonly groupKeys: Sql;
}

/** Tells whether a shopper may draw on inventory record `r` (docs/behaviour/inventory.md §2). */
export const usableRecord = ({ marketplaceId, buyerId, groupKeys }: RecordUsers): RawBuilder<boolean> => sql<boolean>`
  (r.allow_all_buyers or exists (select from inventory_record_assignment a
    where a.marketplace_id = ${marketplaceId} and a.record_key = r.key and a.buyer_id = ${buyerId}
      and (a.group_key is null or a.group_key = any(${groupKeys}::bigint[]))))`;

/** A number of units as a quantity that is stored or shown: kept within the numbers that one may have. */
export const asQuantity = (units: Sql): Sql => sql`least(greatest(${units}, -2147483648), 2147483647)::int`;

/** The sum of quantities of rows that meet a condition. */
export const summed = (quantity: Sql, where: Sql = sql`true`): Sql =>
  asQuantity(sql`coalesce(sum(${quantity}) filter (where ${where}), 0)`);

/** `quantityAvailable` of a product that has neither records nor variants, as every new one. */
export const quantityOfSimple = (alias: string): Sql => {
  const p = sql.ref(alias);
  return sql`(case
    when not ${p}.inventory_configured then null
    when ${p}.variant_level_tracking then 0
    when ${p}.inventory_enabled then coalesce(${p}.quantity_available, 0)
    else ${p}.quantity_available end)`;
};

/**
 * The quantity of product `alias` that can be drawn on: of the inventory records `r` that meet a condition where there are
 * records, of the variants where they are tracked, else the product's own. An enabled inventory never lacks a number
 * (docs/behaviour/inventory.md §1.1).
 *
 * @param marketplaceId named at every table, as a distributed database wants it.
 */
export const quantityAvailable = (alias: string, marketplaceId: Sql, records: Sql = sql`true`): Sql => {
  const p = sql.ref(alias);
  return sql`(case
    when not ${p}.inventory_configured then null
    when ${p}.inventory_records > 0 then (select ${summed(sql`r.quantity_available`)} from inventory_record r
      where r.marketplace_id = ${marketplaceId} and r.product_id = ${p}.id and ${records})
    when ${p}.variant_level_tracking then (select ${summed(sql`v.quantity_available`)} from variant v
      where v.marketplace_id = ${marketplaceId} and v.product_id = ${p}.id)
    when ${p}.inventory_enabled then coalesce(${p}.quantity_available, 0)
    else ${p}.quantity_available end)`;
};
