import type { People } from "../../people/index.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Facts about a user that other services go by. */
export interface Identity {
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  /** Of the locale they shop in. */
  readonly currency: string | null;
  /** IDs of their user groups, a `jsonb` array of text in the order of the IDs. */
  readonly groups: Json;
}

/** @param key internal number of the user. */
export const findIdentity = (db: TenantDb, people: People, key: number): Promise<Identity | undefined> =>
  db.row(sql`
    select u.email, u.first_name as "firstName", u.last_name as "lastName",
      ${people.facts.effectiveLocale("u")} ->> 'Currency' as currency,
      (select coalesce(jsonb_agg(g.id order by folded_text(g.id)), '[]') from user_group_member m
        join user_group g on g.marketplace_id = m.marketplace_id and g.key = m.group_key
        where m.marketplace_id = u.marketplace_id and m.user_key = u.key) as groups
    from app_user u where u.marketplace_id = ${db.marketplaceId} and u.key = ${key}`);
