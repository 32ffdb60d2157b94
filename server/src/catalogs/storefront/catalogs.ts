import type { Catalog } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/operation/call.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { look, stamped } from "../visibility/look.ts";
import type { Sight } from "../visibility/sight.ts";

/** Shoppers are not told who owns what, but may filter by it. */
const table = new Table("catalog", "Catalog", {
  computed: {
    OwnerID: sql`null::text`,
    CategoryCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.id)`,
  },
  columns: { OwnerID: { scalar: sql`t.owner_id`, nullable: false } },
});

const seen = ({ catalogs }: Sight) => sql`t.id = any(${catalogs.map(({ id }) => id)}::text[])`;

/** The catalogs that the calling shopper sees; those of one owner where `sellerId` names it. */
export function listBuyerCatalogs(
  work: UserWork,
  sellerId: string | undefined,
  list: ListRequest,
): Promise<Page<Row<Catalog>>> {
  const owner = sellerId ? sql`lower(t.owner_id) = ${sellerId.toLowerCase()}` : sql`true`;
  return look(work, (db, at) =>
    stamped(db, at, (open) => table.list(open, { where: sql`${seen(at.sight)} and ${owner}` }, list)),
  );
}

/** @throws ApiError NotFound (Catalog) for one that the calling shopper does not see. */
export async function getBuyerCatalog(work: UserWork, catalogId: string): Promise<Row<Catalog>> {
  const found = await look(work, (db, at) =>
    stamped(db, at, (open) => table.find(open, { where: seen(at.sight) }, catalogId)),
  );
  if (found === undefined) throw notFound("Catalog", catalogId);
  return found;
}
