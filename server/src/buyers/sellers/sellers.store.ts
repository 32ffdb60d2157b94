import type { BuyerSupplier } from "@orderwell/contract";
import { maySellTo } from "../../companies/index.ts";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";

const companies = new Table("supplier", "BuyerSupplier", {
  source: sql`(select marketplace_id, id, name, active, all_buyers_can_order from supplier
    union all select id, id, name, true, true from marketplace)`,
});

/**
 * The companies that a buyer may order from: the marketplace itself and every active supplier that sells to all buyers or
 * to this one (docs/behaviour/parties.md §1.4). A supplier's users meet no other supplier among them.
 */
export function listSellersOf(
  { actor, db }: UserWork,
  buyerId: string,
  list: ListRequest,
): Promise<Page<Row<BuyerSupplier>>> {
  const met = actor.userType === "Supplier" ? sql`t.id in (${actor.companyId}, ${db.marketplaceId})` : sql`true`;
  return companies.list(db, { where: sql`t.active and ${met} and ${maySellTo(buyerId, "t")}` }, list);
}
