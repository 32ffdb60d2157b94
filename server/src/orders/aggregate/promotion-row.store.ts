import { Table } from "../../platform/crud/table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";

/** Promotions in lists and in replies. */
export const promotionTable = new Table("promotion", "Promotion", {
  violations: {
    promotion_code_key: () => apiError("Promotion.CodeInUse"),
    promotion_code_code_key: () => apiError("Promotion.CodeInUse"),
  },
});

/** Tells whether a promotion, over an alias, is open to a user of a buyer (docs/behaviour/promotions.md §1). */
export const reaches = (
  alias: string,
  buyerId: RawBuilder<unknown> | string,
  userKey: RawBuilder<unknown> | number,
): RawBuilder<boolean> => {
  const of = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(${of("allow_all_buyers")} or exists (select from promotion_assignment a
    where a.marketplace_id = ${of("marketplace_id")} and a.promotion_id = ${of("id")} and a.buyer_id = ${buyerId}
      and (a.group_key is null or a.group_key in (select g.group_key from user_group_member g
        where g.marketplace_id = ${of("marketplace_id")} and g.user_key = ${userKey}))))`;
};
