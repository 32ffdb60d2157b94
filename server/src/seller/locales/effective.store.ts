import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/**
 * The locale of a buyer's user as a `jsonb` object, null for none and for everybody else: one of a group of theirs goes
 * before the buyer's, and of several the one with the lowest ID (docs/behaviour/parties.md §9).
 *
 * @param marketplaceId as the rest of the statement has it: a distributed database takes the one or the other, not both.
 */
export const effectiveLocale = (u: string, marketplaceId?: RawBuilder<unknown>): RawBuilder<unknown> => {
  const user = (column: string): RawBuilder<unknown> => sql.ref(`${u}.${column}`);
  const m = marketplaceId ?? user("marketplace_id");
  return sql`(
    select jsonb_build_object('ID', l.id, 'OwnerID', l.owner_id, 'Currency', l.currency, 'Language', l.language)
    from locale_assignment a join locale l on l.marketplace_id = a.marketplace_id and l.id = a.locale_id
    where a.marketplace_id = ${m} and a.buyer_id = ${user("buyer_id")}
      and (a.group_key is null or a.group_key in (
        select m.group_key from user_group_member m
        where m.marketplace_id = ${m} and m.user_key = ${user("key")}))
    order by a.group_key is null, folded_text(l.id) limit 1)`;
};
