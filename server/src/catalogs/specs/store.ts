import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** The options of the spec at alias `t`, as `Spec.Options` holds them. */
export const optionsJson: RawBuilder<unknown> = sql`(
  select coalesce(json_agg(json_build_object('ID', o.id, 'Value', o.value, 'ListOrder', o.list_order,
    'IsOpenText', o.is_open_text, 'PriceMarkupType', o.price_markup_type, 'PriceMarkup', o.price_markup::text, 'xp', o.xp)
    order by o.list_order, lower(o.id) collate "C"), '[]')
  from spec_option o where o.marketplace_id = t.marketplace_id and o.spec_id = t.id)`;

/** Number of options of the spec at alias `t`. */
export const optionCount: RawBuilder<unknown> = sql`(
  select count(*) from spec_option o where o.marketplace_id = t.marketplace_id and o.spec_id = t.id)`;

/** The stored ID of a spec's option that something is about to refer to: it stays until the transaction ends. */
export async function optionId(db: TenantDb, specId: string, id: string): Promise<string | undefined> {
  const found = await db.row<{ id: string }>(sql`select id from spec_option
    where marketplace_id = ${db.marketplaceId} and spec_id = ${specId} and lower(id) = ${id.toLowerCase()}
    for key share`);
  return found?.id;
}

/** Kinds of products that a spec is assigned to and that can have no variants. */
export async function variantlessProducts(
  db: TenantDb,
  specId: string,
): Promise<{ readonly families: boolean; readonly bundles: boolean }> {
  const row = await db.row<{ families: boolean; bundles: boolean }>(sql`
    select coalesce(bool_or(p.is_parent or p.parent_id is not null), false) as families,
      coalesce(bool_or(p.is_bundle), false) as bundles
    from spec_product s join product p on p.marketplace_id = s.marketplace_id and p.id = s.product_id
    where s.marketplace_id = ${db.marketplaceId} and s.spec_id = ${specId}`);
  return row ?? { families: false, bundles: false };
}

/** Takes a spec off all products; returns their IDs. */
export async function unassign(db: TenantDb, specId: string): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(sql`delete from spec_product
    where marketplace_id = ${db.marketplaceId} and spec_id = ${specId} returning product_id as id`);
  return rows.map(({ id }) => id);
}

/**
 * Brings `SpecCount` of products and of their children up to date: a child counts its parent's specs and its own. To be
 * called after specs were assigned to them or taken off.
 */
export async function countSpecs(db: TenantDb, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return;
  await db.run(sql`
    update product p set spec_count = (
      select count(distinct s.spec_id) from spec_product s
      where s.marketplace_id = p.marketplace_id and s.product_id in (p.id, p.parent_id))
    where p.marketplace_id = ${db.marketplaceId} and (p.id = any(${productIds}) or p.parent_id = any(${productIds}))`);
}
