import { type DecimalText, models, type Promotion } from "@orderwell/contract";
import { PartTable } from "../../platform/crud/part-table.ts";
import { Table } from "../../platform/crud/table.ts";
import { columnName, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";

/** Promotions in lists and in replies. */
export const promotionTable = new Table("promotion", "Promotion", {
  violations: {
    promotion_code_key: () => apiError("Promotion.CodeInUse"),
    promotion_code_code_key: () => apiError("Promotion.CodeInUse"),
  },
});

type Sql = RawBuilder<unknown>;

/** Tells whether a promotion, over an alias, is open to a user of a buyer (docs/behaviour/promotions.md §1). */
export const reaches = (
  m: Sql | string,
  alias: string,
  buyerId: Sql | string,
  userKey: Sql | number,
): RawBuilder<boolean> => {
  const of = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(${of("allow_all_buyers")} or exists (select from promotion_assignment a
    where a.marketplace_id = ${m} and a.promotion_id = ${of("id")} and a.buyer_id = ${buyerId}
      and (a.group_key is null or a.group_key in (select g.group_key from user_group_member g
        where g.marketplace_id = ${m} and g.user_key = ${userKey}))))`;
};

/** A promotion as it concerns the user of an order. */
export interface PromotionFacts extends Promotion {
  /** It is open to them. */
  readonly visible: boolean;
  /** Submitted orders of theirs that had it; counted only where a limit asks for it. */
  readonly used: number;
}

const promotionRows = new PartTable<Promotion & { readonly ID: string }>(promotionTable, {});

/** Submitted orders of a user that a promotion, by its column, is on. */
export const usesBy = (m: Sql | string, promotionId: Sql, userKey: Sql | number): RawBuilder<number> => sql`(
  select count(distinct r.order_id) from order_promotion r
  join purchase_order o on o.marketplace_id = ${m} and o.id = r.order_id
  where r.marketplace_id = ${m} and r.promotion_id = ${promotionId} and o.from_user_key = ${userKey} and o.is_submitted)`;

/** `PromotionFacts` of the promotion of the alias `p`, as JSON. */
export const promotionFacts = (m: Sql | string, buyerId: Sql | string, userKey: Sql | number): Sql => sql`(
  select row_to_json(y) from (select ${promotionRows.json("p")}, ${reaches(m, "p", buyerId, userKey)} as visible,
    case when p.redemption_limit_per_user is null then 0 else ${usesBy(m, sql`p.id`, userKey)} end as used) y)`;

/** What a promotion takes off an order, or off one of its lines. */
export interface AppliedDiscount {
  /** Of the record: the promotion's would not tell several lines apart. */
  readonly ID: string;
  readonly Amount: DecimalText;
  /** Null for the order. */
  readonly LineItemID: string | null;
  readonly AmountOverridden: boolean;
  readonly DateApplied: string;
  readonly order_id: string;
  /** Null once the promotion is deleted. */
  readonly promotion_id: string | null;
  /** The code that was entered, where it was generated. */
  readonly code: string | null;
  /** Read only: the promotion as it is now; one that is deleted as it was, and active no more. */
  readonly promotion: PromotionFacts;
}

const ofPromotion = Object.keys(models.Promotion.fields).filter((name) => name !== "ID");

/** What promotions take off orders, as it is read to be worked on, and written. */
export const discountRows = new PartTable<AppliedDiscount>(
  new Table("order_promotion", "OrderPromotion", { absent: ofPromotion }),
  { order_id: "text", promotion_id: "text", code: "text" },
);

/** Records of an order, as one JSON array; the order goes by the alias `t`. */
export const discountsJson = (
  m: Sql,
): Sql => sql`(select json_agg(x order by x."DateApplied", x.promotion_id, x."ID") from (
  select ${discountRows.json("r")}, ${promotionFacts(m, sql`t.buyer_id`, sql`t.from_user_key`)} as promotion
  from order_promotion r cross join lateral (
    select p.* from promotion p where p.marketplace_id = ${m} and p.id = r.promotion_id
    union all
    select p.* from json_populate_record(null::promotion, merged_json(r.kept, '{"active":false}')) p
    where r.promotion_id is null) p
  where r.marketplace_id = ${m} and r.order_id = t.id) x)`;

const shown = (code: Sql): Sql =>
  sql.join(
    ofPromotion.map((name) => {
      const column = columnName(name);
      return name === "Code" ? sql`${code} as code` : sql`${sql.ref(`p.${column}`)} as ${sql.ref(column)}`;
    }),
  );

const own = sql`r.marketplace_id, r.order_id, r.id as record, r.amount, r.line_item_id, r.amount_overridden, r.date_applied,
  (select l.date_added from line_item l where l.marketplace_id = r.marketplace_id and l.order_id = r.order_id
    and l.id = r.line_item_id) as line_added`;

/** Promotions of orders in lists and in replies: as they are now, and once an order is submitted, as they were then. */
export const orderPromotionTable = new Table("order_promotion", "OrderPromotion", {
  source: sql`(
    select ${own}, p.id, ${shown(sql`coalesce(r.code, p.code)`)}
    from order_promotion r join promotion p on p.marketplace_id = r.marketplace_id and p.id = r.promotion_id
    where r.kept is null
    union all
    select ${own}, p.id, ${shown(sql`coalesce(r.code, p.code)`)}
    from order_promotion r cross join lateral json_populate_record(null::promotion, r.kept) p
    where r.kept is not null)`,
  orderLast: [sql`t.line_added nulls first`, sql`t.line_item_id`],
});
