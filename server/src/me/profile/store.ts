import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** Columns of users' companies, over the alias `t` of users. */
export const ownCompanies: Readonly<Record<string, RawBuilder<unknown>>> = {
  Buyer: sql`(select jsonb_build_object('ID', b.id, 'DefaultCatalogID', coalesce(b.default_catalog_id, g.default_catalog_id))
    from buyer b left join buyer_group g on g.marketplace_id = b.marketplace_id and g.id = b.group_id
    where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id)`,
  Supplier: sql`case when t.supplier_id is not null then jsonb_build_object('ID', t.supplier_id) end`,
  Seller: sql`jsonb_build_object('ID', t.marketplace_id)`,
};
