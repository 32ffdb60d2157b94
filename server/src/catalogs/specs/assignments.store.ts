import type { SpecProductAssignment } from "@orderwell/contract";
import { touched } from "../../platform/changes/object-write.ts";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql, tables } from "../../platform/db/sql.ts";
import { idAt } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { specScope } from "./store.ts";

const table = new Table("spec_product", "SpecProductAssignment", {
  columns: {
    SpecID: idAt(sql`t.spec_id`),
    ProductID: idAt(sql`t.product_id`),
  },
});

/** A page of the assignments of specs that the caller meets. */
export function listAssignments(work: UserWork, list: ListRequest): Promise<Page<Row<SpecProductAssignment>>> {
  const { where } = specScope(work);
  const readable = where && {
    where: sql`t.spec_id in (select t.id from spec t where t.marketplace_id = ${work.db.marketplaceId} and ${where})`,
  };
  return table.list(work.db, readable ?? {}, list);
}

/** Defaults of a spec at a product, in place of its own. */
export interface AssignedDefaults {
  readonly value: string | null;
  readonly optionId: string | null;
}

/** Assigns a spec to a product, or changes its defaults there. */
export async function assignSpec(
  db: TenantDb,
  specId: string,
  productId: string,
  { value, optionId }: AssignedDefaults,
): Promise<void> {
  const written = await db.run(
    tables
      .insertInto("spec_product")
      .values({
        marketplace_id: db.marketplaceId,
        spec_id: specId,
        product_id: productId,
        default_value: value,
        default_option_id: optionId,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["marketplace_id", "product_id", "spec_id"])
          .doUpdateSet((of) => ({
            default_value: of.ref("excluded.default_value"),
            default_option_id: of.ref("excluded.default_option_id"),
          }))
          .where(
            sql<boolean>`(spec_product.default_value, spec_product.default_option_id)
              is distinct from (excluded.default_value, excluded.default_option_id)`,
          ),
      ),
  );
  if (written > 0) await countSpecs(db, [productId]);
}

/** Takes a spec off a product; false when it was not assigned to it. */
export async function unassignSpec(db: TenantDb, specId: string, productId: string): Promise<boolean> {
  const assigned = tables.deleteFrom("spec_product").where("marketplace_id", "=", db.marketplaceId);
  const removed = await db.run(assigned.where("spec_id", "=", specId).where("product_id", "=", productId));
  if (removed > 0) await countSpecs(db, [productId]);
  return removed > 0;
}

/** Takes a spec off all products. */
export async function unassignFromAll(db: TenantDb, specId: string): Promise<void> {
  const assigned = tables.deleteFrom("spec_product").where("marketplace_id", "=", db.marketplaceId);
  const rows = await db.rows(assigned.where("spec_id", "=", specId).returning("product_id"));
  await countSpecs(
    db,
    rows.map(({ product_id: id }) => id),
  );
}

const kinds = prepared<
  { readonly marketplaceId: string; readonly specId: string },
  { readonly families: boolean; readonly bundles: boolean }
>(
  ({ marketplaceId, specId }) => sql`
    select coalesce(bool_or(p.is_parent or p.parent_id is not null), false) as families,
      coalesce(bool_or(p.is_bundle), false) as bundles
    from spec_product s join product p on p.marketplace_id = s.marketplace_id and p.id = s.product_id
    where s.marketplace_id = ${marketplaceId} and s.spec_id = ${specId}`,
);

/** Kinds of products that a spec is assigned to and that can have no variants. */
export async function variantlessProducts(
  db: TenantDb,
  specId: string,
): Promise<{ readonly families: boolean; readonly bundles: boolean }> {
  const row = await db.row(kinds({ marketplaceId: db.marketplaceId, specId }));
  return row ?? { families: false, bundles: false };
}

const counted = prepared<{ readonly marketplaceId: string; readonly ids: readonly string[] }>(
  ({ marketplaceId, ids }) => sql`
    update product p set spec_count = (
      select count(distinct s.spec_id) from spec_product s
      where s.marketplace_id = p.marketplace_id and s.product_id in (p.id, p.parent_id))
    where p.marketplace_id = ${marketplaceId} and (p.id = any(${ids}::text[]) or p.parent_id = any(${ids}::text[]))`,
);

/** Brings `SpecCount` of products and of their children up to date: a child counts its parent's specs and its own. */
async function countSpecs(db: TenantDb, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return;
  touched(db, "product", productIds);
  for (const id of productIds) db.wrote({ table: "product", key: { parent_id: id } });
  await db.run(counted({ marketplaceId: db.marketplaceId, ids: productIds }));
}
