import { sql } from "../../../platform/db/sql.ts";
import type { Parties } from "../rules.ts";
import type { World } from "./world.ts";

interface Assignment {
  readonly catalog_id: string;
  readonly category_id: string;
  readonly buyer_id: string | null;
  readonly buyer_group_id: string | null;
  readonly group_key: number | null;
  readonly visible: boolean | null;
  readonly view_all_products: boolean | null;
  readonly view_all_categories: boolean;
}

/**
 * View of parties, product by product from the plain tables as the rules are written down, without classes: the measure
 * of everything faster.
 */
export async function plainlySeen(
  world: World,
  { buyerId, buyerGroupId, groupKeys }: Parties,
): Promise<{ products: string[]; categories: string[]; catalogs: string[]; total: number }> {
  const all = <Row>(table: string) =>
    world.read<Row>(sql`select * from ${sql.table(table)} where marketplace_id = ${world.id}`);
  const catalogs = await all<{ id: string; active: boolean }>("catalog");
  const categories = await all<{ catalog_id: string; id: string; parent_id: string | null; active: boolean }>(
    "category",
  );
  const catalogAssignments = await all<Assignment>("catalog_assignment");
  const categoryAssignments = await all<Assignment>("category_assignment");
  const products = await all<{ id: string; parent_id: string | null; active: boolean; is_bundle: boolean }>("product");
  const contents = await all<{ bundle_id: string; product_id: string }>("bundle_product");
  const inCatalog = await all<{ catalog_id: string; product_id: string }>("catalog_product");
  const inCategory = await all<{ catalog_id: string; category_id: string; product_id: string }>("category_product");
  const productAssignments = await all<Assignment & { product_id: string }>("product_assignment");

  const grants = (catalog: string) =>
    catalogAssignments.filter(
      (one) =>
        one.catalog_id === catalog &&
        (one.buyer_id === buyerId || (buyerGroupId !== null && one.buyer_group_id === buyerGroupId)),
    );
  const sees = (catalog: string) =>
    catalogs.some(({ id, active }) => id === catalog && active) && grants(catalog).length > 0;
  const find = (catalog: string, id: string | null) =>
    categories.find((one) => one.catalog_id === catalog && one.id === id);
  const activeToTheTop = (catalog: string, id: string | null): boolean => {
    const category = find(catalog, id);
    return category === undefined || (category.active && activeToTheTop(catalog, category.parent_id));
  };
  const setting = (catalog: string, id: string | null, name: "visible" | "view_all_products"): boolean => {
    const category = find(catalog, id);
    if (category === undefined)
      return grants(catalog).some((one) => (name === "visible" ? one.view_all_categories : one.view_all_products));
    const values = categoryAssignments
      .filter((one) => one.catalog_id === catalog && one.category_id === id && one.buyer_id === buyerId)
      .filter((one) => one.group_key === null || groupKeys.includes(one.group_key))
      .map((one) => one[name])
      .filter((value) => value !== null);
    return values.length > 0 ? values.includes(true) : setting(catalog, category.parent_id, name);
  };
  const productSeen = (product: (typeof products)[number]): boolean => {
    if (!product.active) return false;
    const consistsOf = contents.filter(({ bundle_id }) => bundle_id === product.id).map((one) => one.product_id);
    if (product.is_bundle && !products.some((one) => consistsOf.includes(one.id) && productSeen(one))) return false;
    const family = [product.id, product.parent_id ?? product.id];
    const root = product.parent_id ?? product.id;
    const within = inCatalog.filter((one) => one.product_id === root && sees(one.catalog_id));
    if (within.length === 0) return false;
    const assigned = productAssignments.some(
      (one) =>
        family.includes(one.product_id) &&
        one.buyer_id === buyerId &&
        (one.group_key === null || groupKeys.includes(one.group_key)),
    );
    return (
      assigned ||
      within.some(({ catalog_id: catalog }) => {
        const placed = inCategory.filter((one) => family.includes(one.product_id) && one.catalog_id === catalog);
        if (placed.length === 0) return setting(catalog, null, "view_all_products");
        return placed.some(
          (one) => activeToTheTop(catalog, one.category_id) && setting(catalog, one.category_id, "view_all_products"),
        );
      })
    );
  };
  const seen = products.filter(productSeen).map(({ id }) => id);
  return {
    products: seen.sort(),
    categories: categories
      .filter((one) => sees(one.catalog_id) && activeToTheTop(one.catalog_id, one.id))
      .filter((one) => setting(one.catalog_id, one.id, "visible"))
      .map(({ id }) => id)
      .sort(),
    catalogs: catalogs
      .map(({ id }) => id)
      .filter(sees)
      .sort(),
    total: seen.length,
  };
}
