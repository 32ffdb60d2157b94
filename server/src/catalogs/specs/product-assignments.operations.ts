import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { productOf, reachable } from "../products/scope.ts";
import { specOf, specScope } from "./access.ts";
import { isUsable, variantFinding } from "./rules.ts";
import { countSpecs, optionId } from "./store.ts";

const table = new Table("spec_product", "SpecProductAssignment");

/** Assignments of specs to products, with their defaults there (docs/behaviour/catalog.md §4.3). */
export const productAssignments = {
  async ListProductAssignments(call: Call<"Specs.ListProductAssignments">) {
    const { where } = specScope(call);
    const readable = where && {
      where: sql`t.spec_id in (select t.id from spec t where t.marketplace_id = ${call.db.marketplaceId} and ${where})`,
    };
    return table.list(call.db, readable ?? {}, call.list);
  },

  async SaveProductAssignment(call: Call<"Specs.SaveProductAssignment">) {
    const { db } = call;
    const { SpecID, ProductID, DefaultValue = null, DefaultOptionID } = call.body;
    const [spec, product] = await Promise.all([
      specOf(call, SpecID, "write"),
      productOf(db, reachable(call), ProductID, true),
    ]);
    const ids = { SpecID: spec.ID, ProductID: product.id };
    if (spec.OwnerID !== product.ownerId) throw apiError("Spec.CannotAssignProduct", ids);
    if (!isUsable(spec)) throw apiError("Spec.InvalidSpecConfiguration", { SpecID: spec.ID });
    const family = product.isParent || product.parentId !== null;
    const finding = spec.DefinesVariant ? variantFinding({ family, bundle: product.isBundle }) : undefined;
    if (finding !== undefined) throw finding;
    const option = DefaultOptionID ? await optionId(db, spec.ID, DefaultOptionID) : null;
    if (option === undefined) throw apiError("Spec.OptionNotFound", { SpecID: spec.ID, OptionID: DefaultOptionID });
    await db.run(sql`
      insert into spec_product (marketplace_id, spec_id, product_id, default_value, default_option_id)
      values (${db.marketplaceId}, ${spec.ID}, ${product.id}, ${DefaultValue}, ${option})
      on conflict (marketplace_id, product_id, spec_id) do update set
        default_value = excluded.default_value, default_option_id = excluded.default_option_id`);
    await countSpecs(db, [product.id]);
  },

  async DeleteProductAssignment(call: Call<"Specs.DeleteProductAssignment">) {
    const { db } = call;
    const { specID, productID } = call.path;
    const [spec, product] = await Promise.all([
      specOf(call, specID, "write"),
      productOf(db, reachable(call), productID, true),
    ]);
    const removed = await db.run(sql`delete from spec_product
      where marketplace_id = ${db.marketplaceId} and spec_id = ${spec.ID} and product_id = ${product.id}`);
    if (removed === 0) throw notFound("SpecProductAssignment", productID);
    await countSpecs(db, [product.id]);
  },
};
