import type { Spec } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import type { Call } from "../../platform/operation/call.ts";
import { productOf, readable } from "./scope.ts";

/** The specs of products with their options; what an assignment sets stands before the spec's own defaults. */
const specs = new Table<Spec>("spec", "Spec", {
  rows: sql`(select s.marketplace_id, s.id, s.owner_id, s.list_order, s.name, s.required, s.allow_open_text,
      s.defines_variant, s.xp, coalesce(a.default_value, s.default_value) as default_value,
      coalesce(a.default_option_id, s.default_option_id) as default_option_id, a.product_id
    from spec_product a join spec s on s.marketplace_id = a.marketplace_id and s.id = a.spec_id)`,
  computed: {
    OptionCount: sql`(select count(*) from spec_option o where o.marketplace_id = t.marketplace_id and o.spec_id = t.id)`,
    Options: sql`(select coalesce(jsonb_agg(jsonb_build_object('ID', o.id, 'Value', o.value, 'ListOrder', o.list_order,
        'IsOpenText', o.is_open_text, 'PriceMarkupType', o.price_markup_type, 'PriceMarkup', o.price_markup, 'xp', o.xp)
        order by o.list_order, lower(o.id) collate "C"), '[]')
      from spec_option o where o.marketplace_id = t.marketplace_id and o.spec_id = t.id)`,
  },
});

/** The specs of a product, its own and those of its parent, which it has unless it has them itself. */
export async function listSpecs(call: Call<"Products.ListSpecs">) {
  const { id, parentId } = await productOf(call.db, readable(call), call.path.productID);
  const where = sql`(t.product_id = ${id} or t.product_id = ${parentId}::text and not exists (
    select from spec_product own where own.marketplace_id = t.marketplace_id and own.product_id = ${id} and own.spec_id = t.id))`;
  return specs.list(call.db, { where }, call.list);
}
