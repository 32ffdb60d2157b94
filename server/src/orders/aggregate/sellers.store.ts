import { maySellTo } from "../../companies/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql } from "../../platform/db/sql.ts";
import { sameId } from "../../platform/ids.ts";

interface Sale {
  readonly marketplaceId: string;
  readonly buyerId: string | null;
  /** Folded. */
  readonly id: string;
}

const active = ({ marketplaceId, id }: Fragments<Sale>) =>
  sql`select s.id from supplier s where s.marketplace_id = ${marketplaceId} and lower(s.id) = ${id} and s.active`;

const anybody = prepared<Sale, { readonly id: string }>(active);

const whoMaySell = prepared<Sale, { readonly id: string }>(
  (sale: Fragments<Sale>) => sql`${active(sale)} and ${maySellTo(sale.buyerId)}`,
);

/**
 * The stored ID of the supplier that an order goes to: null for the marketplace itself; undefined when there is none of
 * that name from which the buyer may order.
 *
 * @param buyerId null for orders of the marketplace's own.
 */
export async function findSeller(
  db: TenantDb,
  buyerId: string | null,
  toCompanyId: string | null | undefined,
): Promise<string | null | undefined> {
  const { marketplaceId } = db;
  if (!toCompanyId || sameId(toCompanyId, marketplaceId)) return null;
  const sale = { marketplaceId, buyerId, id: toCompanyId.toLowerCase() };
  return (await db.row(buyerId === null ? anybody(sale) : whoMaySell(sale)))?.id;
}
