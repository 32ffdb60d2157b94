import { userColumns } from "../../people/index.ts";
import { Table, type TableOptions } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";

const options: TableOptions = {
  ...userColumns,
  computed: {
    ...userColumns.computed,
    Buyer: sql`(select jsonb_build_object('ID', b.id, 'DefaultCatalogID', coalesce(b.default_catalog_id, g.default_catalog_id))
      from buyer b left join buyer_group g on g.marketplace_id = b.marketplace_id and g.id = b.group_id
      where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id)`,
    Supplier: sql`case when t.supplier_id is not null then jsonb_build_object('ID', t.supplier_id) end`,
    Seller: sql`jsonb_build_object('ID', t.marketplace_id)`,
  },
};

/** The user behind the token, the portal's hidden one too. */
export const whoever = new Table("app_user", "MeUser", options);

/** The user behind the token as far as he may change himself: the portal's hidden one must stay as it is. */
export const myself = new Table("app_user", "MeUser", { ...options, where: sql`not t.hidden` });
