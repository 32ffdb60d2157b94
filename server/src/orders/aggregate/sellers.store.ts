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

const allowed = (sale: Fragments<Sale>) => sql`${active(sale)} and ${maySellTo(sale.buyerId)}`;

type Found = { readonly id: string };

const statements = {
  asTheyAre: { anybody: prepared<Sale, Found>(active), whoMaySell: prepared<Sale, Found>(allowed) },
  staying: {
    anybody: prepared<Sale, Found>((sale: Fragments<Sale>) => sql`${active(sale)} for key share of s`),
    whoMaySell: prepared<Sale, Found>((sale: Fragments<Sale>) => sql`${allowed(sale)} for key share of s`),
  },
};

/**
 * The stored ID of the supplier that an order goes to: null for the marketplace itself; undefined when there is none of
 * that name from which the buyer may order.
 *
 * @param buyerId null for orders of the marketplace's own.
 * @param options.stays nobody deletes or renames the supplier until the transaction ends. For what is made and will name
 *   it, which no foreign key guards. Default: false.
 */
export async function findSeller(
  db: TenantDb,
  buyerId: string | null,
  toCompanyId: string | null | undefined,
  { stays = false }: { readonly stays?: boolean } = {},
): Promise<string | null | undefined> {
  const { marketplaceId } = db;
  if (!toCompanyId || sameId(toCompanyId, marketplaceId)) return null;
  const sale = { marketplaceId, buyerId, id: toCompanyId.toLowerCase() };
  const { anybody, whoMaySell } = statements[stays ? "staying" : "asTheyAre"];
  return (await db.row(buyerId === null ? anybody(sale) : whoMaySell(sale)))?.id;
}
