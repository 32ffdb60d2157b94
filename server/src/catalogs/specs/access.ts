import type { Spec } from "@orderwell/contract";
import { type Scope, Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { catalogReaches } from "../ownership/store.ts";
import { optionCount, optionsJson } from "./store.ts";

export const specs = new Table("spec", "Spec", {
  computed: { OptionCount: optionCount, Options: optionsJson },
  columns: { Options: { json: optionsJson } },
});

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

/**
 * Facts of a spec that operations on its parts need. Writers keep it from being deleted under them.
 *
 * @throws ApiError NotFound (Spec); Auth.UserNotAuthorizedToAdmin for users of buyers who would change it.
 */
export async function specOf(work: UserWork, specId: string, intent: "read" | "write") {
  if (intent === "write") refuseBuyers(work);
  const lock = intent === "write" ? sql`for key share of t` : sql``;
  const spec = await work.db.row<
    Pick<Spec, "ID" | "DefinesVariant" | "AllowOpenText" | "DefaultValue" | "OptionCount"> & { OwnerID: string }
  >(sql`
    select t.id as "ID", t.owner_id as "OwnerID", t.defines_variant as "DefinesVariant",
      t.allow_open_text as "AllowOpenText", t.default_value as "DefaultValue", ${optionCount} as "OptionCount"
    from spec t where t.marketplace_id = ${work.db.marketplaceId} and lower(t.id) = ${specId.toLowerCase()}
      and ${specScope(work).where ?? sql`true`} ${lock}`);
  if (spec === undefined) throw notFound("Spec", specId);
  return spec;
}
