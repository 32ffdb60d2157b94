import { allOf, sql } from "../platform/db/sql.ts";
import { notFound } from "../platform/errors/api-error.ts";
import type { AnyCall } from "../platform/operation/call.ts";

/** What assignments need to know of the product they name. */
export interface ProductReference {
  readonly id: string;
  readonly ownerId: string;
  readonly parentId: string | null;
  readonly isParent: boolean;
  readonly isBundle: boolean;
}

/** Whether supplier `supplierId` sells the product at alias `p` without owning it: it is related to it or its default. */
export const soldBy = (supplierId: string) => sql<boolean>`(p.default_supplier_id = ${supplierId} or exists (
  select from product_supplier s
  where s.marketplace_id = p.marketplace_id and s.product_id = p.id and s.supplier_id = ${supplierId}))`;

/**
 * The product that an assignment names. Suppliers know their own, those they sell, and those of the marketplace that any
 * supplier may sell.
 *
 * @throws ApiError NotFound (Product)
 */
export async function productOf({ caller, db }: AnyCall, productId: string): Promise<ProductReference> {
  const conditions = [sql`p.marketplace_id = ${db.marketplaceId}`, sql`lower(p.id) = ${productId.toLowerCase()}`];
  if (caller.userType === "Supplier")
    conditions.push(sql`(p.owner_id = ${caller.companyId} or p.all_suppliers_can_sell or ${soldBy(caller.companyId)})`);
  const product = await db.row<ProductReference>(sql`
    select p.id, p.owner_id as "ownerId", p.parent_id as "parentId", p.is_parent as "isParent", p.is_bundle as "isBundle"
    from product p where ${allOf(conditions)}`);
  if (product === undefined) throw notFound("Product", productId);
  return product;
}
