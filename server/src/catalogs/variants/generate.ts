import type { Product } from "@orderwell/contract";
import type { Json, Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { isId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { checkOwner, productOf } from "../products/access.ts";
import { readable } from "../products/scope.store.ts";
import { products } from "../products/store.ts";
import {
  type Combination,
  combinationCount,
  combinationKey,
  combinations,
  type DefiningSpec,
  mostVariants,
  variantId,
} from "./combinations.ts";

interface Made {
  readonly id: string;
  readonly combination: Combination;
}

/**
 * Gives a product a variant for every combination of options of the specs that define variants
 * (docs/behaviour/catalog.md §4.5), without a name, as clients know it: those that are missing, or all of them `anew`.
 *
 * @param active of the new ones; default: as the product is.
 * @throws ApiError Variant.ExceededLimit, Product.BundleProductCannotHaveVariants, .ParentChildProductsCannotHaveVariants
 */
export async function generateVariants(
  work: UserWork,
  productId: string,
  { anew, active }: { readonly anew: boolean; readonly active?: boolean | null | undefined },
): Promise<Row<Product>> {
  const { db, services, now } = work;
  const product = await productOf(db, readable(work), productId, true);
  checkOwner(work, product.ownerId);
  if (product.isBundle) throw apiError("Product.BundleProductCannotHaveVariants");
  if (product.isParent || product.parentId !== null) throw apiError("Product.ParentChildProductsCannotHaveVariants");
  const own = sql`marketplace_id = ${db.marketplaceId} and product_id = ${product.id}`;
  const [specs, existing] = await Promise.all([
    db.rows<{ id: string; options: Json }>(sql`
      select s.id, (select coalesce(jsonb_agg(jsonb_build_object('id', o.id)
          order by o.list_order, lower(o.id) collate "C"), '[]')
        from spec_option o where o.marketplace_id = s.marketplace_id and o.spec_id = s.id) as options
      from spec_product a join spec s on s.marketplace_id = a.marketplace_id and s.id = a.spec_id
      where a.marketplace_id = ${db.marketplaceId} and a.product_id = ${product.id} and s.defines_variant
      order by s.list_order, lower(s.name) collate "C", lower(s.id) collate "C"`),
    anew ? [] : db.rows<{ id: string; combination: Json }>(sql`select id, combination from variant where ${own}`),
  ]);
  const defining = specs.map(({ id, options }) => ({ id, options: options.value as DefiningSpec["options"] }));
  const made = missing(product.id, defining, existing, () => services.ids.next());
  if (anew) await db.run(sql`delete from variant where ${own}`);
  if (made.length > 0)
    await db.run(sql`
      insert into variant (marketplace_id, product_id, id, combination, active)
      select ${db.marketplaceId}, ${product.id}, m.id, m.combination, ${active ?? product.active}
      from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) as m(id text, combination jsonb)`);
  // Variants that are made anew have no stock, so the product's changes.
  const restocked = sql`t.variant_level_tracking and ${anew}::boolean`;
  const row = await db.row<Row<Product>>(sql`
    update product t set variant_count = (select count(*) from variant v
        where v.marketplace_id = t.marketplace_id and v.product_id = t.id),
      inventory_updated = case when ${restocked} then ${now} else t.inventory_updated end
    where t.marketplace_id = ${db.marketplaceId} and t.id = ${product.id} returning ${products.select}`);
  return row as Row<Product>;
}

function missing(
  productId: string,
  specs: readonly DefiningSpec[],
  existing: readonly { readonly id: string; readonly combination: Json }[],
  randomId: () => string,
): Made[] {
  const count = combinationCount(specs);
  if (count > mostVariants) throw apiError("Variant.ExceededLimit", { Limit: mostVariants, Combinations: count });
  const known = new Set(existing.map(({ combination }) => combinationKey(combination.value as Combination)));
  const taken = new Set(existing.map(({ id }) => id.toLowerCase()));
  const made: Made[] = [];
  for (const combination of combinations(specs)) {
    if (known.has(combinationKey(combination))) continue;
    const derived = variantId(productId, combination);
    const id = isId(derived) && !taken.has(derived.toLowerCase()) ? derived : randomId();
    taken.add(id.toLowerCase());
    made.push({ id, combination });
  }
  return made;
}
