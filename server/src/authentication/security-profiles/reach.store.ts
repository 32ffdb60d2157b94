import { type RawBuilder, sql } from "../../platform/db/sql.ts";

type Sql = RawBuilder<unknown>;

/**
 * The security profiles that reach a user, as a `from` item `p`: those assigned to them, to a group of theirs, or to
 * their company. A profile that reaches them in several ways is there several times.
 *
 * @param u the alias of `app_user`.
 */
function profilesOf(u: string): Sql {
  const user = (column: string): Sql => sql.ref(`${u}.${column}`);
  const assigned = sql`
    select a.security_profile_id from security_profile_assignment a
      where a.marketplace_id = ${user("marketplace_id")} and a.user_key = ${user("key")}
    union all
    select a.security_profile_id from user_group_member m
      join security_profile_assignment a on a.marketplace_id = m.marketplace_id and a.group_key = m.group_key
      where m.marketplace_id = ${user("marketplace_id")} and m.user_key = ${user("key")}
    union all
    ${companyProfileIds(user("marketplace_id"), user("buyer_id"), user("supplier_id"))}`;
  return sql`(${assigned}) as reaching
    join security_profile p on p.marketplace_id = ${user("marketplace_id")} and p.id = reaching.security_profile_id`;
}

const companyProfileIds = (marketplaceId: unknown, buyerId: unknown, supplierId: unknown): Sql => sql`
  select a.security_profile_id from security_profile_assignment a
  where a.marketplace_id = ${marketplaceId} and a.user_key is null and a.group_key is null
    and coalesce(a.buyer_id, '') = coalesce(${buyerId}, '') and coalesce(a.supplier_id, '') = coalesce(${supplierId}, '')`;

/**
 * Roles and custom roles that a user holds, as a sorted `jsonb` array without repetition
 * (docs/behaviour/authentication.md §2).
 */
export const availableRoles = (u: string): Sql => sql`(
  select coalesce(jsonb_agg(distinct r.role collate "C" order by r.role collate "C"), '[]')
  from ${profilesOf(u)} cross join lateral jsonb_array_elements_text(p.roles || p.custom_roles) as r (role))`;

/** Password rules of the profiles that reach a user, as a `jsonb` array. */
export const passwordConfigs = (u: string): Sql => sql`(
  select coalesce(jsonb_agg(distinct p.password_config) filter (where p.password_config is not null), '[]')
  from ${profilesOf(u)})`;

/** Password rules that reach every user of a company, as a `jsonb` array: all there are for one who is yet to come. */
export const companyPasswordConfigs = (
  marketplaceId: string,
  company: { readonly buyerId: string | null; readonly supplierId: string | null },
): Sql => sql`(
  select coalesce(jsonb_agg(distinct p.password_config) filter (where p.password_config is not null), '[]')
  from security_profile p where p.marketplace_id = ${marketplaceId} and p.id in (
    ${companyProfileIds(marketplaceId, sql`${company.buyerId}::text`, sql`${company.supplierId}::text`)}))`;
