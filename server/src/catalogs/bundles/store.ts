import type { BundleProductAssignment } from "@orderwell/contract";
import { type Page, readPage } from "../../platform/crud/page.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { productKind } from "../products/list.store.ts";
import { readable } from "../products/scope.store.ts";

/** A bundle is a product of which the table shows less (docs/behaviour/catalog.md §5). */
export const bundles = new Table("product", "Bundle", { objectType: "Bundle", where: sql`t.is_bundle` });

/** Bundles among products: their visibility classes say what they consist of. */
export const bundleKind = productKind(bundles, sql`v.content -> 'components' is not null`);

const asked = (work: UserWork, column: string, id: string | undefined): RawBuilder<boolean>[] =>
  id === undefined ? [] : [refersTo(column, work.db.marketplaceId, "product", id)];

/** A page of what bundles consist of: those that the caller reads. */
export function listComponents(
  work: UserWork,
  list: ListRequest,
  { bundleID, productID }: { readonly bundleID?: string | undefined; readonly productID?: string | undefined },
): Promise<Page<BundleProductAssignment>> {
  const { db } = work;
  return readPage(db, list, {
    select: sql`b.product_id as "ProductID", b.bundle_id as "BundleID", b.required as "Required",
      b.default_quantity as "DefaultQuantity"`,
    from: sql`bundle_product b join product t on t.marketplace_id = b.marketplace_id and t.id = b.bundle_id`,
    where: [
      sql`b.marketplace_id = ${db.marketplaceId}`,
      readable(work).where ?? sql`true`,
      ...asked(work, "b.bundle_id", bundleID),
      ...asked(work, "b.product_id", productID),
    ],
    columns: columnsOf(),
    last: [sql`lower(b.bundle_id)`, sql`lower(b.product_id)`],
  });
}

/** A product of a bundle, with the product that it is a child of. */
export interface ComponentHead {
  readonly id: string;
  readonly parentId: string | null;
}

/** Products of a bundle, whose number is bounded. */
export const componentsOf = (db: TenantDb, bundleId: string): Promise<ComponentHead[]> =>
  db.rows(
    tables
      .selectFrom("bundle_product as b")
      .innerJoin("product as p", (join) =>
        join.onRef("p.marketplace_id", "=", "b.marketplace_id").onRef("p.id", "=", "b.product_id"),
      )
      .select(["p.id", "p.parent_id as parentId"])
      .where("b.marketplace_id", "=", db.marketplaceId)
      .where("b.bundle_id", "=", bundleId),
  );
