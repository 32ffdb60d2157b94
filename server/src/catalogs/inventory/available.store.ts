import { type RawBuilder, sql } from "../../platform/db/sql.ts";

type Sql = RawBuilder<unknown>;

/**
 * The quantity of product `alias` that can be drawn on: of the stock records `r` that meet a condition where there are
 * records, of the variants where they are tracked, else the product's own. An enabled inventory never lacks a number
 * (docs/behaviour/inventory.md §1.1).
 *
 * @param marketplaceId named at every table, as a distributed database wants it.
 */
export const quantityAvailable = (alias: string, marketplaceId: Sql, records: Sql = sql`true`): Sql => {
  const p = sql.ref(alias);
  return sql`(case
    when not ${p}.inventory_configured then null
    when ${p}.inventory_records > 0 then (select coalesce(sum(r.quantity_available), 0)::int from inventory_record r
      where r.marketplace_id = ${marketplaceId} and r.product_id = ${p}.id and ${records})
    when ${p}.variant_level_tracking then (select coalesce(sum(v.quantity_available), 0)::int from variant v
      where v.marketplace_id = ${marketplaceId} and v.product_id = ${p}.id)
    when ${p}.inventory_enabled then coalesce(${p}.quantity_available, 0)
    else ${p}.quantity_available end)`;
};
