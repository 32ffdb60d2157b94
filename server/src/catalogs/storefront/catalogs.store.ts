import type { Catalog } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { VisibleProducts } from "../visibility/visible-products.ts";
import type { ShopperView } from "./shopper-views.ts";

/**
 * Shoppers are not told who owns what, but may filter by it. What decides what they see has all categories, so that nobody
 * counts them for a page.
 */
const table = new Table("catalog", "Catalog", {
  source: sql`catalog`,
  computed: { OwnerID: sql`null::text`, CategoryCount: sql`null::int` },
  columns: {
    OwnerID: { scalar: sql`t.owner_id`, nullable: false },
    CategoryCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.id)`,
  },
});

const withCount = (catalog: Row<Catalog>, { visible }: ShopperView): Row<Catalog> => ({
  ...catalog,
  CategoryCount: visible.catalog(catalog.ID)?.categories.size ?? 0,
});

const seen = ({ catalogs }: VisibleProducts) => sql`t.id = any(${catalogs.map(({ id }) => id)}::text[])`;

/** The catalogs that the calling shopper sees; those of one owner where `sellerId` names it. */
export function listBuyerCatalogs(
  work: UserWork,
  sellerId: string | undefined,
  list: ListRequest,
): Promise<Page<Row<Catalog>>> {
  const owner = sellerId ? idIs("t.owner_id", sellerId) : sql`true`;
  return work.services.productReads.readAsShopper(work, async (db, view) => {
    const page = await table.list(db, { where: sql`${seen(view.visible)} and ${owner}` }, list);
    return { ...page, Items: page.Items.map((catalog) => withCount(catalog, view)) };
  });
}

/** @throws ApiError NotFound (Catalog) for one that the calling shopper does not see. */
export async function getBuyerCatalog(work: UserWork, catalogId: string): Promise<Row<Catalog>> {
  const found = await work.services.productReads.readAsShopper(work, async (db, view) => {
    const catalog = await table.find(db, { where: seen(view.visible) }, catalogId);
    return catalog && withCount(catalog, view);
  });
  if (found === undefined) throw notFound("Catalog", catalogId);
  return found;
}
