import type { Catalog } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { VisibleProducts } from "../visibility/visible-products.ts";

/** Shoppers are not told who owns what, but may filter by it. */
const table = new Table("catalog", "Catalog", {
  source: sql`catalog`,
  computed: {
    OwnerID: sql`null::text`,
    CategoryCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.id)`,
  },
  columns: { OwnerID: { scalar: sql`t.owner_id`, nullable: false } },
});

const seen = ({ catalogs }: VisibleProducts) => sql`t.id = any(${catalogs.map(({ id }) => id)}::text[])`;

/** The catalogs that the calling shopper sees; those of one owner where `sellerId` names it. */
export function listBuyerCatalogs(
  work: UserWork,
  sellerId: string | undefined,
  list: ListRequest,
): Promise<Page<Row<Catalog>>> {
  const owner = sellerId ? idIs("t.owner_id", sellerId) : sql`true`;
  return work.services.productReads.readAsShopper(work, (db, { visible }) =>
    table.list(db, { where: sql`${seen(visible)} and ${owner}` }, list),
  );
}

/** @throws ApiError NotFound (Catalog) for one that the calling shopper does not see. */
export async function getBuyerCatalog(work: UserWork, catalogId: string): Promise<Row<Catalog>> {
  const found = await work.services.productReads.readAsShopper(work, (db, { visible }) =>
    table.find(db, { where: seen(visible) }, catalogId),
  );
  if (found === undefined) throw notFound("Catalog", catalogId);
  return found;
}
