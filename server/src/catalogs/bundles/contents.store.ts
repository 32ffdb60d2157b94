import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";

/** A product that a bundle consists of, as an order needs it. */
export interface BundleComponent {
  readonly productId: string;
  readonly required: boolean;
  readonly defaultQuantity: number | null;
  /** Of the products that were asked for, IDs in lower case of those that count as it: itself, and its children. */
  readonly standsFor: readonly string[];
}

interface Arguments {
  readonly marketplaceId: string;
  /** In lower case. */
  readonly bundleIds: readonly string[];
  /** In lower case. */
  readonly productIds: readonly string[];
}

type Found = BundleComponent & { readonly bundle: string };

const contents = prepared<Arguments, Found>(
  ({ marketplaceId: m, bundleIds, productIds }) => sql`
    select lower(b.bundle_id) as bundle, b.product_id as "productId", b.required, b.default_quantity as "defaultQuantity",
      array(select lower(p.id) from product p where p.marketplace_id = ${m} and lower(p.id) = any(${productIds}::text[])
        and (p.id = b.product_id or p.parent_id = b.product_id)) as "standsFor"
    from product q join bundle_product b on b.marketplace_id = ${m} and b.bundle_id = q.id
    where q.marketplace_id = ${m} and lower(q.id) = any(${bundleIds}::text[])
    order by folded_text(b.product_id)`,
);

/**
 * What bundles consist of, by the bundle's ID in lower case; one that is empty, or is none, is not there.
 *
 * @param productIds products that may stand for what a bundle consists of.
 */
export async function bundleContents(
  db: TenantDb,
  bundleIds: readonly string[],
  productIds: readonly string[],
): Promise<ReadonlyMap<string, readonly BundleComponent[]>> {
  const folded = (ids: readonly string[]) => [...new Set(ids.map((id) => id.toLowerCase()))];
  const { marketplaceId } = db;
  const found = await db.rows(
    contents({ marketplaceId, bundleIds: folded(bundleIds), productIds: folded(productIds) }),
  );
  return Map.groupBy(found, ({ bundle }) => bundle);
}
