import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { assume, guard } from "../../platform/work/assume.store.ts";
import type { KeptPurchases, SimpleRow } from "./kept-purchases.ts";
import { shopperStamp } from "./shopper.store.ts";
import type { StampedView } from "./shopper-views.ts";

interface KnownShopper {
  readonly marketplaceId: string;
  readonly userKey: number;
  readonly stamp: string;
}

interface KnownProduct extends KnownShopper {
  readonly productId: string;
  readonly version: string;
  readonly parentId: string | null;
  readonly scheduleId: string | null;
  readonly scheduleVersion: string | null;
}

const asStamped = (args: Fragments<KnownShopper>) => sql`${shopperStamp(args)} = ${args.stamp}`;

/** Fails unless the shopper sees what they saw. */
const knownShopper = prepared<KnownShopper>((args: Fragments<KnownShopper>) =>
  guard(sql`select where ${asStamped(args)}`, "shoppers see what they saw"),
);

/** Fails unless product and schedule are as they were, and the product still has no specs. */
const composeProduct = (shopper: (args: Fragments<KnownShopper>) => RawBuilder<unknown>) =>
  prepared<KnownProduct>((args: Fragments<KnownProduct>) => {
    const { marketplaceId: m, productId, version, parentId, scheduleId, scheduleVersion } = args;
    return guard(
      sql`select from product p join price_schedule e on e.marketplace_id = ${m} and e.id = ${scheduleId}
      where p.marketplace_id = ${m} and p.id = ${productId} and p.xmin = ${version}::xid and e.xmin = ${scheduleVersion}::xid
        ${shopper(args)} and not exists (select from spec_product a
          where a.marketplace_id = ${m} and a.product_id in (${productId}, ${parentId}))`,
      "products are as they were read",
    );
  });
const knownProduct = composeProduct(() => sql``);
const knownBoth = composeProduct((args) => sql`and ${asStamped(args)}`);

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
  const asSeen = { marketplaceId, userKey: shopper.userKey, stamp };
  const asRead = {
    productId: row.ID,
    version: row.version,
    parentId: row.parentId,
    scheduleId: row["s.ID"],
    scheduleVersion: row.scheduleVersion,
  };
  const outdated = () => purchases.missed(marketplaceId, row.ID);
  if (db.transaction === db) assume(db, knownBoth({ ...asSeen, ...asRead }), { outdated });
  else {
    // Most of those who share a transaction see the same, which takes longer to tell than what one of them buys.
    assume(db, knownShopper(asSeen), { alike: true });
    assume(db, knownProduct({ ...asSeen, ...asRead }), { alike: true, outdated });
  }
  return { ...row };
}
