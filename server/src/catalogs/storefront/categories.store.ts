import type { Category } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { withinDepth } from "../categories/depth.store.ts";
import { readDepth } from "../categories/depth.ts";
import type { ShopperView } from "./shopper-views.ts";

/** Named arguments of a shopper's list of categories. */
export interface CategoriesAsked {
  readonly depth?: string | undefined;
  /** Absent: the shopper's default catalog. */
  readonly catalogID?: string | undefined;
  readonly productID?: string | undefined;
}

/** The categories a shopper sees in a catalog; as children count those they see. */
function seenCategories({ visible }: ShopperView, catalogId: string) {
  const ids = visible.categories(catalogId).map(({ id }) => id);
  const table = new Table("category", "Category", {
    source: sql`category`,
    computed: {
      ChildCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id
        and c.catalog_id = t.catalog_id and c.parent_id = t.id and c.id = any(${ids}::text[]))`,
    },
  });
  return { table, where: sql`t.id = any(${ids}::text[])` };
}

const catalogIn = ({ shopper, visible }: ShopperView, named: string | undefined): string | undefined =>
  visible.catalog(named || (shopper.defaultCatalogId ?? ""))?.id;

/**
 * The categories of one catalog that the calling shopper sees (docs/behaviour/visibility-and-search.md §2).
 *
 * @throws ApiError NotFound (Catalog) for a catalog that they do not see, Category.InvalidDepth
 */
export async function listBuyerCategories(
  work: UserWork,
  asked: CategoriesAsked,
  list: ListRequest,
): Promise<Page<Row<Category>>> {
  // Who asks for a product's categories wants all of them, wherever they are.
  const depth = readDepth(asked.depth, asked.productID ? Number.POSITIVE_INFINITY : 1);
  const page = await work.services.productReads.readAsShopper(work, async (db, view) => {
    const catalogId = catalogIn(view, asked.catalogID);
    if (catalogId === undefined) return undefined;
    const { table, where } = seenCategories(view, catalogId);
    const within = withinDepth(db, catalogId, list, depth);
    const holds = asked.productID
      ? sql`exists (select from product p join category_product o on o.marketplace_id = p.marketplace_id
            and o.product_id in (p.id, p.parent_id) and o.catalog_id = t.catalog_id and o.category_id = t.id
            where p.marketplace_id = t.marketplace_id and lower(p.id) = ${asked.productID.toLowerCase()}
              and p.visibility_class_id = any(${view.visible.classes.text}::int[]))`
      : sql`true`;
    return table.list(
      db,
      { columns: { catalog_id: catalogId }, where: sql`${where} and ${within.where} and ${holds}` },
      within.list,
    );
  });
  if (page !== undefined) return page;
  if (asked.catalogID) throw notFound("Catalog", asked.catalogID);
  return { Meta: pageMeta(list.query, 0), Items: [] };
}

/** @throws ApiError NotFound (Category) for one that the calling shopper does not see in that catalog. */
export async function getBuyerCategory(
  work: UserWork,
  categoryId: string,
  namedCatalog: string | undefined,
): Promise<Row<Category>> {
  const found = await work.services.productReads.readAsShopper(work, async (db, view) => {
    const catalogId = catalogIn(view, namedCatalog);
    if (catalogId === undefined) return undefined;
    const { table, where } = seenCategories(view, catalogId);
    return table.find(db, { columns: { catalog_id: catalogId }, where }, categoryId);
  });
  if (found === undefined) throw notFound("Category", categoryId);
  return found;
}
