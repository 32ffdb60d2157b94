import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { currencyKey } from "../../seller/index.ts";

type Sql = RawBuilder<unknown>;

/** Parties of a purchase, as parameters of a statement. */
export interface PriceArguments {
  /** Named at every table, as a distributed database wants it, and not taken from the product. */
  readonly marketplaceId: string;
  readonly buyerId: string;
  /** The shopper's groups, as the text of a `bigint[]`. */
  readonly groupKeys: string;
  /** Null: only schedules without a currency apply. */
  readonly currency: string | null;
  /** The marketplace or a supplier. */
  readonly sellerId: string;
  /** No seller was named: the price of the product's owner, the product's default, else anybody's to the shopper. */
  readonly anySeller: boolean;
  /** Classes whose products may have assignments to this shopper, as the text of an `int[]`. */
  readonly assigned: string;
}

/**
 * Extent of the choice that can matter: `default` when each product's own default is the only schedule that can apply,
 * else `full`. A statement for the first case is far smaller.
 */
export type PriceChoice = "default" | "full";

/** Extent of the choice that can matter for products that the marketplace, or a named seller, sells. */
export const priceChoice = (
  onlyDefaultPrices: boolean,
  marketplaceId: string,
  sellerId: string | undefined,
): PriceChoice => (onlyDefaultPrices && isSoldByMarketplace(marketplaceId, sellerId) ? "default" : "full");

/** Tells whether the price asked for is the marketplace's own, as far as it sells the product. @param sellerId named, if one is. */
export const isSoldByMarketplace = (marketplaceId: string, sellerId: string | undefined): boolean =>
  sellerId === undefined || sellerId === marketplaceId;

/**
 * Tells whether of all that `effectiveSchedule` looks through only the last step before the parent, the product's
 * default, can have anything for a product that the marketplace sells: it is the marketplace's own, has no parent, and
 * was assigned to none of the shopper's parties.
 */
export const hasOnlyDefaultPrice = (
  product: { readonly owner: string; readonly child: boolean },
  marketplaceId: string,
  assigned: boolean,
): boolean => product.owner === marketplaceId && !product.child && !assigned;

type Fragments = { readonly [Name in keyof PriceArguments]: Sql };

/**
 * Tells whether a seller may sell product `p`: the marketplace any, a supplier what it owns, ships by default or is
 * related to, the children of such products included (docs/behaviour/catalog.md §9).
 */
export const sells = (
  marketplaceId: Sql,
  sellerId: Sql,
): RawBuilder<boolean> => sql<boolean>`(${sellerId} = p.marketplace_id
  or ${sellerId} = p.owner_id or ${sellerId} is not distinct from p.default_supplier_id
  or exists (select from product_supplier r where r.marketplace_id = ${marketplaceId}
    and r.product_id in (p.id, p.parent_id) and r.supplier_id = ${sellerId}))`;

/** As in a break's own words: the price at the lowest quantity. */
const firstPrice = sql`(select (b.one ->> 'Price')::numeric from jsonb_array_elements(s.price_breaks) as b(one)
  order by (b.one ->> 'Quantity')::int limit 1)`;

/** `left join` of the schedule that applies to product `p`, as alias `e` with the given columns. */
export function joinSchedule(choice: PriceChoice, args: Fragments, columns: readonly string[]): Sql {
  if (choice === "default")
    return sql`left join price_schedule e on e.marketplace_id = ${args.marketplaceId} and e.id = p.default_price_schedule_id
      and ${inCurrency("e", args.currency)}`;
  return sql`left join lateral ${effectiveSchedule(args, sql.join(columns.map((column) => sql`s.${sql.ref(column)}`)))} e on true`;
}

/**
 * The price schedule that applies to product `p`, as a lateral subquery whose row is the schedule's
 * (docs/behaviour/pricing.md §2).
 *
 * In this order, the first whose currency is the shopper's: assignments to their groups (of several the lowest price at
 * the lowest quantity, then the lowest ID), the assignment to their buyer, the supplier's default for the product, the
 * product's default; then the same of the parent. Where no seller was named, the assignments that count first are those
 * for the product's owner, no supplier's default does, and other sellers' assignments follow the product's default.
 *
 * @param columns of alias `s` that the subquery answers.
 */
function effectiveSchedule(args: Fragments, columns: Sql): Sql {
  const { marketplaceId, currency } = args;
  return sql`(
    select ${columns} from (${candidates(args)}) c
    join price_schedule s on s.marketplace_id = ${marketplaceId} and s.id = c.id
    where ${inCurrency("s", currency)}
    order by ${preference}
    limit 1)`;
}

/**
 * Whether schedule `alias` is in a currency, however that is written. Most write it as the shopper's locale does, which takes a
 * fifth of the time to tell.
 */
const inCurrency = (alias: string, currency: Sql): Sql => {
  const own = sql.ref(`${alias}.currency`);
  return sql`(${own} is not distinct from ${currency}::text
    or ${currencyKey(own)} is not distinct from ${currencyKey(sql`${currency}::text`)})`;
};

/** The order in which candidates `c` with schedules `s` count. */
const preference = sql`c.rank, case when c.rank % 10 in (0, 4, 5) then ${firstPrice} end, folded_text(s.id)`;

/**
 * Schedules that may give product `p` its price, whatever their currency: the ID and a rank, lowest first. The ranks: 0 a
 * group's assignment, 1 the buyer's, 2 a supplier's default, 3 the product's, 4 and 5 other sellers' assignments; of the parent
 * ten more.
 *
 * @param described whether they say as well whose they are, as `seller` and `group_key`.
 */
function candidates(args: Fragments, described = false): Sql {
  const { marketplaceId, buyerId, groupKeys, sellerId, anySeller, assigned } = args;
  const rank = (product: Sql, step: Sql): Sql => sql`${step} + case when ${product} = p.id then 0 else 10 end`;
  const party = sql`case when a.group_key is null then 1 else 0 end`;
  const whose = (seller: Sql, group: Sql): Sql =>
    described ? sql`, ${seller} as seller, ${group} as group_key` : sql``;
  const nobody = whose(sql`null::text`, sql`null::bigint`);
  return sql`
      select a.price_schedule_id as id,
        ${rank(sql`a.product_id`, sql`${party} + case when ${anySeller}::boolean and a.seller_id <> p.owner_id then 4 else 0 end`)} as rank
        ${whose(sql`a.seller_id`, sql`a.group_key`)}
      from product_assignment a
      where p.visibility_class_id = any(${assigned}::int[])
        and a.marketplace_id = ${marketplaceId} and a.product_id in (p.id, p.parent_id) and a.buyer_id = ${buyerId}
        and (${anySeller}::boolean or a.seller_id = ${sellerId})
        and (a.group_key is null or a.group_key = any(${groupKeys}::bigint[]))
        and a.price_schedule_id is not null
      union all
      select r.default_price_schedule_id, ${rank(sql`r.product_id`, sql`2`)} ${whose(sql`r.supplier_id`, sql`null::bigint`)}
      from product_supplier r
      where ${sellerId} <> p.marketplace_id and r.marketplace_id = ${marketplaceId}
        and r.product_id in (p.id, p.parent_id) and r.supplier_id = ${sellerId} and r.default_price_schedule_id is not null
      union all
      select p.default_price_schedule_id, 3 ${nobody}
      where p.default_price_schedule_id is not null
        and (p.parent_id is null or p.own ->> 'DefaultPriceScheduleID' is not null) and ${sells(marketplaceId, sellerId)}
      union all
      select q.default_price_schedule_id, 13 ${nobody} from product q
      where p.parent_id is not null and q.marketplace_id = ${marketplaceId} and q.id = p.parent_id
        and q.default_price_schedule_id is not null and ${sells(marketplaceId, sellerId)}`;
}

/** A schedule that may give a product its price. */
export interface CandidateSchedule {
  readonly scheduleId: string;
  readonly currency: string | null;
  /** It is in the shopper's currency. */
  readonly fits: boolean;
  /** As `candidates` has it. */
  readonly rank: number;
  /** Seller whose assignment or default it is; null for the product's own default. */
  readonly sellerId: string | null;
  readonly groupId: string | null;
}

/** All schedules that may give a product its price, in the order in which they count: the first that fits does. */
export const candidateSchedules = prepared<PriceArguments & { readonly productId: string }, CandidateSchedule>(
  (args) => sql`
    select s.id as "scheduleId", s.currency, ${inCurrency("s", args.currency)} as fits, c.rank, c.seller as "sellerId",
      (select g.id from user_group g where g.marketplace_id = ${args.marketplaceId} and g.key = c.group_key) as "groupId"
    from product p cross join lateral (${candidates(args, true)}) c
    join price_schedule s on s.marketplace_id = ${args.marketplaceId} and s.id = c.id
    where p.marketplace_id = ${args.marketplaceId} and p.id = ${args.productId}
    order by ${preference}`,
);
