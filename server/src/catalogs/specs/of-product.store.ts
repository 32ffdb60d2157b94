import type { Spec } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { optionCount, optionsJson } from "./store.ts";

/** The specs of products with their options; what an assignment sets stands before the spec's own defaults. */
export const productSpecs = new Table("spec", "Spec", {
  source: sql`(select s.marketplace_id, s.id, s.owner_id, s.list_order, s.name, s.required, s.allow_open_text,
      s.defines_variant, s.xp, coalesce(a.default_value, s.default_value) as default_value,
      coalesce(a.default_option_id, s.default_option_id) as default_option_id, a.product_id
    from spec_product a join spec s on s.marketplace_id = a.marketplace_id and s.id = a.spec_id)`,
  computed: {
    OptionCount: optionCount,
    Options: optionsJson,
  },
});

/** The condition for the specs of a product, its own and those of its parent, which it has unless it has them itself. */
export const ofProduct = (id: RawBuilder<unknown>, parentId: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(t.product_id = ${id} or t.product_id = ${parentId} and not exists (
    select from spec_product own where own.marketplace_id = t.marketplace_id and own.product_id = ${id} and own.spec_id = t.id))`;

/** A page of the specs of a product, its own and those of its parent, null for none. */
export const listSpecsOf = (
  db: TenantDb,
  id: string,
  parentId: string | null,
  list: ListRequest,
): Promise<Page<Row<Spec>>> =>
  productSpecs.list(db, { where: ofProduct(sql`${id}::text`, sql`${parentId}::text`) }, list);
