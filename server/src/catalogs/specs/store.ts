import type { Spec } from "@orderwell/contract";
import { type Scope, Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { catalogReaches } from "../ownership/store.ts";

/** The options of the spec at alias `t`, as `Spec.Options` holds them. */
export const optionsJson: RawBuilder<unknown> = sql`(
  select coalesce(json_agg(json_build_object('ID', o.id, 'Value', o.value, 'ListOrder', o.list_order,
    'IsOpenText', o.is_open_text, 'PriceMarkupType', o.price_markup_type, 'PriceMarkup', o.price_markup::text, 'xp', o.xp)
    order by o.list_order, folded_text(o.id)), '[]')
  from spec_option o where o.marketplace_id = t.marketplace_id and o.spec_id = t.id)`;

/** Number of options of the spec at alias `t`. */
export const optionCount: RawBuilder<unknown> = sql`(
  select count(*) from spec_option o where o.marketplace_id = t.marketplace_id and o.spec_id = t.id)`;

export const specTable = new Table("spec", "Spec", {
  computed: { OptionCount: optionCount, Options: optionsJson },
  columns: { Options: { json: optionsJson } },
});

export const optionTable = new Table("spec_option", "SpecOption");

/**
 * The specs a caller meets, over the alias `t`: the marketplace's users all, a supplier's their company's, a buyer's
 * those of products in the catalogs assigned to it.
 */
export function specScope({ actor }: UserWork): Scope {
  if (actor.userType === "Seller") return {};
  if (actor.userType === "Supplier") return { where: sql`t.owner_id = ${actor.companyId}` };
  return {
    where: sql`exists (select from spec_product s
      join catalog_product c on c.marketplace_id = s.marketplace_id and c.product_id = s.product_id
      where s.marketplace_id = t.marketplace_id and s.spec_id = t.id and ${catalogReaches(actor.companyId, sql`c.catalog_id`)})`,
  };
}

/** Facts of a spec that operations on its parts need. */
export type SpecHead = Pick<Spec, "ID" | "DefinesVariant" | "AllowOpenText" | "DefaultValue" | "OptionCount"> & {
  readonly OwnerID: string;
};

/** A spec that the caller meets. `stays` keeps it from being deleted until the transaction ends. */
export async function findSpec(work: UserWork, id: string, stays: boolean): Promise<SpecHead | undefined> {
  const { db } = work;
  const found = sql`from spec t where t.marketplace_id = ${db.marketplaceId} and ${idIs("t.id", id)}
    and ${specScope(work).where ?? sql`true`}`;
  // A distributed database locks no row that is read with subqueries.
  const [held, spec] = await Promise.all([
    stays ? db.row(sql`select ${found} for key share of t`) : true,
    db.row<SpecHead>(sql`select t.id as "ID", t.owner_id as "OwnerID", t.defines_variant as "DefinesVariant",
      t.allow_open_text as "AllowOpenText", t.default_value as "DefaultValue", ${optionCount} as "OptionCount" ${found}`),
  ]);
  return held === undefined ? undefined : spec;
}

/** The stored ID of a spec's option that something is about to refer to: it stays until the transaction ends. */
export async function optionId(db: TenantDb, specId: string, id: string): Promise<string | undefined> {
  const found = await db.row(
    tables
      .selectFrom("spec_option")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("spec_id", "=", specId)
      .where(idIs("id", id))
      .forKeyShare(),
  );
  return found?.id;
}

/** Deletes the specs that a supplier owns. */
export async function deleteSpecsOf(db: TenantDb, ownerId: string): Promise<void> {
  await db.run(
    tables.deleteFrom("spec").where("marketplace_id", "=", db.marketplaceId).where("owner_id", "=", ownerId),
  );
}
