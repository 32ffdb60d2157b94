import type { Product } from "@orderwell/contract";
import { touched } from "../../platform/changes/object-write.ts";
import type { Row } from "../../platform/db/json.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { isId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { deleteRecordsAlong } from "../inventory/records-along.store.ts";
import { checkOwner, productOf } from "../products/access.ts";
import { readable } from "../products/scope.store.ts";
import {
  combinationCount,
  combinationKey,
  combinations,
  type DefiningSpec,
  mostVariants,
  variantId,
} from "./combinations.ts";
import {
  addVariants,
  countVariants,
  definingSpecs,
  deleteVariants,
  existingVariants,
  type VariantKey,
} from "./generate.store.ts";

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
  const [specs, existing] = await Promise.all([
    definingSpecs(db, product.id),
    anew ? [] : existingVariants(db, product.id),
  ]);
  const made = missing(product.id, specs, existing, () => services.ids.next());
  touched(db, "product", [product.id]);
  if (anew) {
    await deleteRecordsAlong(db, "variants", [product.id]);
    await deleteVariants(db, product.id);
  }
  if (made.length > 0) await addVariants(db, product.id, made, active ?? product.active);
  return countVariants(db, product.id, anew ? now : null);
}

function missing(
  productId: string,
  specs: readonly DefiningSpec[],
  existing: readonly VariantKey[],
  randomId: () => string,
): VariantKey[] {
  const count = combinationCount(specs);
  if (count > mostVariants) throw apiError("Variant.ExceededLimit", { Limit: mostVariants, Combinations: count });
  const known = new Set(existing.map(({ combination }) => combinationKey(combination)));
  const taken = new Set(existing.map(({ id }) => id.toLowerCase()));
  const made: VariantKey[] = [];
  for (const combination of combinations(specs)) {
    if (known.has(combinationKey(combination))) continue;
    const derived = variantId(productId, combination);
    const id = isId(derived) && !taken.has(derived.toLowerCase()) ? derived : randomId();
    taken.add(id.toLowerCase());
    made.push({ id, combination });
  }
  return made;
}
