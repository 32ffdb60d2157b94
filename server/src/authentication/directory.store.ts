import type { CommerceRole } from "@orderwell/contract";
import type { KnownUser, UserDirectory } from "../platform/access/access.ts";
import { type RawBuilder, sql } from "../platform/db/sql.ts";

interface UserRow {
  readonly key: number;
  readonly id: string;
  readonly username: string;
  readonly type: CommerceRole;
  readonly companyId: string;
  readonly tokenVersion: number;
}

/** The side a user is on, over the alias `u`. */
export const userType = sql<CommerceRole>`case when u.buyer_id is not null then 'Buyer' when u.supplier_id is not null then 'Supplier' else 'Seller' end`;

/** Tells whether the user of this alias and their company are switched on. */
const standing = (marketplaceId: string, u: string): RawBuilder<boolean> => {
  const of = (column: string) => sql.ref(`${u}.${column}`);
  return sql`${of("active")}
    and (${of("buyer_id")} is null or exists (
      select from buyer b where b.marketplace_id = ${marketplaceId} and b.id = ${of("buyer_id")} and b.active))
    and (${of("supplier_id")} is null or exists (
      select from supplier s where s.marketplace_id = ${marketplaceId} and s.id = ${of("supplier_id")} and s.active))`;
};

/**
 * Users by what their tokens say; only where user, company, marketplace and client are all active
 * (docs/behaviour/authentication.md §5). Who acts as somebody else must be in good standing too.
 */
export const userDirectory: UserDirectory = {
  async find(db, claims): Promise<KnownUser | undefined> {
    const key = claims.u ?? claims.tu;
    if (key === undefined) return undefined;
    const client =
      claims.cid === undefined
        ? sql`true`
        : sql`exists(select from api_client c where c.marketplace_id = ${db.marketplaceId} and c.id = ${claims.cid} and c.active)`;
    const impersonator =
      claims.imp === undefined
        ? sql`true`
        : sql`exists(select from app_user i
            where i.marketplace_id = ${db.marketplaceId} and i.key = ${Number(claims.imp)} and ${standing(db.marketplaceId, "i")})`;
    const row = await db.row<UserRow>(sql`
      select u.key, u.id, u.username, ${userType} as type, coalesce(u.buyer_id, u.supplier_id, m.id) as "companyId",
        u.token_version as "tokenVersion"
      from app_user u
      join marketplace m on m.id = u.marketplace_id and m.active
      where u.marketplace_id = ${db.marketplaceId} and u.key = ${Number(key)} and ${standing(db.marketplaceId, "u")} and ${client}
        and ${impersonator}`);
    return row;
  },
};
