import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql } from "../../platform/db/sql.ts";
import { assume, guard } from "../../platform/work/assume.store.ts";
import type { KeptPurchases, SimpleRow } from "./kept-purchases.ts";
import { shopperStamp } from "./shopper.store.ts";
import type { StampedView } from "./shopper-views.ts";

interface Known {
  readonly marketplaceId: string;
  readonly userKey: number;
  readonly stamp: string;
  readonly productId: string;
  readonly version: string;
  readonly parentId: string | null;
  readonly scheduleId: string | null;
  readonly scheduleVersion: string | null;
}

/** Fails unless shopper, product and schedule are as they were, and the product still has no specs. */
const known = prepared<Known>((args: Fragments<Known>) => {
  const { marketplaceId: m, productId, version, parentId, scheduleId, scheduleVersion, stamp } = args;
  return guard(
    sql`select from product p join price_schedule e on e.marketplace_id = ${m} and e.id = ${scheduleId}
      where p.marketplace_id = ${m} and p.id = ${productId} and p.xmin = ${version}::xid and e.xmin = ${scheduleVersion}::xid
        and ${shopperStamp(args)} = ${stamp} and not exists (select from spec_product a
          where a.marketplace_id = ${m} and a.product_id in (${productId}, ${parentId}))`,
    "products are as they were read",
  );
});

/**
 * The product as it was last read for somebody to buy, as far as this process knows it and them; the work is done again where it
 * is not so any more.
 *
 * @param id in any case.
 */
export function knownPurchase(
  purchases: KeptPurchases,
  db: TenantDb,
  { shopper, stamp }: StampedView,
  id: string,
): SimpleRow | undefined {
  if (db.mode !== "write" || db.again || db.distributed) return undefined;
  const { marketplaceId } = db;
  const row = purchases.get(marketplaceId, shopper.currency, id);
  if (row === undefined) return undefined;
  const statement = known({
    marketplaceId,
    userKey: shopper.userKey,
    stamp,
    productId: row.ID,
    version: row.version,
    parentId: row.parentId,
    scheduleId: row["s.ID"],
    scheduleVersion: row.scheduleVersion,
  });
  assume(db, statement, { outdated: () => purchases.missed(marketplaceId, row.ID) });
  return { ...row };
}
