import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Categories of products, all IDs in lower case: those they are assigned to, and those with all above them. */
export interface ProductCategories {
  of(productId: string, which: "direct" | "above"): ReadonlySet<string>;
}

interface Found {
  readonly product: string;
  readonly category: string;
  readonly direct: boolean;
}

/** Reads the categories of products, in every catalog, by their stored IDs. */
export async function categoriesOf(db: TenantDb, productIds: readonly string[]): Promise<ProductCategories> {
  const m = db.marketplaceId;
  const rows = await db.rows<Found>(sql`
    with recursive up (product_id, catalog_id, id, direct) as (
      select p.product_id, p.catalog_id, p.category_id, true from category_product p
      where p.marketplace_id = ${m} and p.product_id = any(${productIds})
      union
      select u.product_id, u.catalog_id, c.parent_id, false
      from up u join category c on c.marketplace_id = ${m} and c.catalog_id = u.catalog_id and c.id = u.id
      where c.parent_id is not null)
    select distinct lower(product_id) as product, lower(id) as category, direct from up`);
  const sets = { direct: new Map<string, Set<string>>(), above: new Map<string, Set<string>>() };
  const add = (to: Map<string, Set<string>>, { product, category }: Found): void => {
    to.set(product, (to.get(product) ?? new Set()).add(category));
  };
  for (const row of rows) {
    add(sets.above, row);
    if (row.direct) add(sets.direct, row);
  }
  const none: ReadonlySet<string> = new Set();
  return { of: (productId, which) => sets[which].get(productId.toLowerCase()) ?? none };
}
