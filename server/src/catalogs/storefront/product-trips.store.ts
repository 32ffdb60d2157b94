import { maySellTo } from "../../companies/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { SharedTrips } from "../../platform/db/shared-trips.ts";
import { prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import { joinSchedule, type PriceArguments, type PriceChoice, sells } from "../pricing/selection.store.ts";
import { textColumns, type VersionedProduct, versionColumns, versionedSchedule } from "./product-json.store.ts";
import { type ShopperArguments, shopperStamp } from "./shopper.store.ts";

/** What says which product somebody asks for, through whose eyes. */
export interface ProductArguments extends PriceArguments, ShopperArguments {
  /** In lower case. */
  readonly productId: string;
}

type Fragments = { readonly [Name in keyof ProductArguments]: RawBuilder<unknown> };

/**
 * Tells whether the named seller sells product `p` to the shopper's buyer: it may sell the product, and the buyer may
 * order from it. A distributed database looks for the supplier beforehand, and keeps no rows without a column.
 */
const sellsToBuyer = ({ marketplaceId, anySeller, sellerId, buyerId }: Fragments): RawBuilder<unknown> => sql`
  (${anySeller}::boolean or ${sells(marketplaceId, sellerId)} and (${sellerId} = p.marketplace_id or exists (
    select 1 as one from supplier u where u.marketplace_id = ${marketplaceId} and u.id = ${sellerId} and u.active
      and ${maySellTo(buyerId, "u")})))`;

/** A product that somebody asks for, and whether its texts are read along with its versions. */
export interface ProductAsked extends ProductArguments {
  readonly texts: boolean;
}

/** One row in any case, since it says who the shopper is; its product is null where there is none, or nobody who sells it. */
const productOf = (choice: PriceChoice) =>
  prepared<ProductArguments>(
    (args) => sql`
      select c.stamp, r.* from (select ${shopperStamp(args)} as stamp offset 0) c
      left join lateral (
        select ${versionColumns(args)} from product p ${joinSchedule(choice, args, versionedSchedule)}
        where p.marketplace_id = ${args.marketplaceId} and lower(p.id) = ${args.productId}
          ${choice === "full" ? sql`and ${sellsToBuyer(args)}` : sql``}
      ) r on true`,
  );

/** A product as it was found, with the stamp of whoever asked. */
export type FoundProduct = VersionedProduct & { readonly stamp: string | null };

interface SeveralArguments {
  readonly marketplaceId: string;
  readonly userKeys: readonly number[];
  readonly buyerIds: readonly string[];
  readonly groupKeys: readonly string[];
  readonly currencies: readonly (string | null)[];
  readonly productIds: readonly string[];
}

/** The same for several shoppers of whom each asks for a product at its default price, in their order. */
const productsOf = (texts: RawBuilder<unknown>) =>
  prepared<SeveralArguments, FoundProduct>((args) => {
    const { marketplaceId } = args;
    const own = {
      marketplaceId,
      userKey: sql`q.user_key`,
      buyerId: sql`q.buyer_id`,
      groupKeys: sql`q.group_keys`,
      currency: sql`q.currency`,
      sellerId: marketplaceId,
      anySeller: sql`true`,
      assigned: sql`'{}'`,
      productId: sql`q.product_id`,
    };
    return sql`
    select c.stamp, r.*
    from unnest(${args.userKeys}::bigint[], ${args.buyerIds}::text[], ${args.groupKeys}::text[], ${args.currencies}::text[],
      ${args.productIds}::text[])
      with ordinality as q(user_key, buyer_id, group_keys, currency, product_id, n)
    cross join lateral (select ${shopperStamp(own)} as stamp offset 0) c
    left join lateral (
      select ${versionColumns(own)}${texts} from product p ${joinSchedule("default", own, versionedSchedule)}
      where p.marketplace_id = ${marketplaceId} and lower(p.id) = q.product_id offset 0
    ) r on true
    order by q.n`;
  });

const severalOf = (marketplaceId: string, all: readonly ProductArguments[]): SeveralArguments => ({
  marketplaceId,
  userKeys: all.map(({ userKey }) => userKey),
  buyerIds: all.map(({ buyerId }) => buyerId),
  groupKeys: all.map(({ groupKeys }) => groupKeys),
  currencies: all.map(({ currency }) => currency),
  productIds: all.map(({ productId }) => productId),
});

const statements = { default: productOf("default"), full: productOf("full") };
const several = { versions: productsOf(sql``), texts: productsOf(sql`, ${textColumns}`) };

/** Reads one product, seen or not, or nothing. */
export const readProduct = (
  db: TenantDb,
  choice: PriceChoice,
  args: ProductArguments,
): Promise<FoundProduct | undefined> => db.row<FoundProduct>(statements[choice](args));

const readProducts = (
  db: TenantDb,
  asked: readonly ProductAsked[],
  statement: (args: SeveralArguments) => Statement<FoundProduct>,
): Promise<readonly FoundProduct[]> =>
  asked.length === 0 ? Promise.resolve([]) : db.rows<FoundProduct>(statement(severalOf(db.marketplaceId, asked)));

/** Reads of products, seen or not, at their default price, which share trips. */
export const productTrips = (): ProductTrips =>
  new SharedTrips({
    alone: async (db, args) =>
      args.texts ? (await readProducts(db, [args], several.texts))[0] : readProduct(db, "default", args),
    together: async (db, all) => {
      const unread = all.filter(({ texts }) => texts);
      const others = all.filter(({ texts }) => !texts);
      const [whole, versions] = await Promise.all([
        readProducts(db, unread, several.texts),
        readProducts(db, others, several.versions),
      ]);
      let [nextWhole, nextVersion] = [0, 0];
      return all.map(({ texts }) => (texts ? whole[nextWhole++] : versions[nextVersion++]));
    },
  });

export type ProductTrips = SharedTrips<ProductAsked, FoundProduct | undefined>;
