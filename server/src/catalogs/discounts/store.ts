import type { Discount } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";

export const discountTable = new Table("discount", "Discount");

/** IDs that a discount's limits name, as stored; undefined where there is no such thing. */
export interface FoundLimits {
  readonly catalog: string | undefined;
  readonly category: string | undefined;
  readonly product: string | undefined;
}

/** Looks up what a discount is limited to, all of which stays until the transaction ends. */
export async function findLimits(
  db: TenantDb,
  { CatalogID, CategoryID, ProductID }: Pick<Discount, "CatalogID" | "CategoryID" | "ProductID">,
): Promise<FoundLimits> {
  const { marketplaceId: m } = db;
  const find = (table: "catalog" | "product", id: string | null) =>
    id === null
      ? undefined
      : db.row(
          tables.selectFrom(table).select("id").where("marketplace_id", "=", m).where(idIs("id", id)).forKeyShare(),
        );
  const [catalog, product] = await Promise.all([find("catalog", CatalogID), find("product", ProductID)]);
  const category =
    CategoryID === null || catalog === undefined
      ? undefined
      : await db.row<{ id: string }>(sql`select id from category where marketplace_id = ${m}
          and catalog_id = ${catalog.id} and ${idIs("id", CategoryID)} for key share`);
  return { catalog: catalog?.id, category: category?.id, product: product?.id };
}

/** The stored ID of a discount that is about to be given to somebody: it stays until the transaction ends. */
export async function holdDiscount(db: TenantDb, id: string): Promise<string | undefined> {
  const found = tables.selectFrom("discount").select("id").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(found.where(idIs("id", id)).forKeyShare()))?.id;
}
