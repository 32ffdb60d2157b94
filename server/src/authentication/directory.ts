import type { CommerceRole } from "@orderwell/contract";
import type { KnownUser, UserDirectory } from "../platform/access/access.ts";
import { sql } from "../platform/db/sql.ts";

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

/** Users by what their tokens say; only where user, company, marketplace and client are all active (spec: auth §5). */
export const userDirectory: UserDirectory = {
  async find(db, claims): Promise<KnownUser | undefined> {
    // Anonymous tokens carry no number: they follow the name of the client's template user.
    const who =
      claims.u === undefined ? sql`lower(u.username) = ${claims.usr.toLowerCase()}` : sql`u.key = ${Number(claims.u)}`;
    const client =
      claims.cid === undefined
        ? sql`true`
        : sql`exists(select from api_client c where c.marketplace_id = ${db.marketplaceId} and c.id = ${claims.cid} and c.active)`;
    const row = await db.row<UserRow>(sql`
      select u.key, u.id, u.username, ${userType} as type, coalesce(u.buyer_id, u.supplier_id, m.id) as "companyId",
        u.token_version as "tokenVersion"
      from app_user u
      join marketplace m on m.id = u.marketplace_id and m.active
      left join buyer b on b.marketplace_id = u.marketplace_id and b.id = u.buyer_id
      left join supplier s on s.marketplace_id = u.marketplace_id and s.id = u.supplier_id
      where u.marketplace_id = ${db.marketplaceId} and ${who} and u.active
        and (u.buyer_id is null or b.active) and (u.supplier_id is null or s.active) and ${client}`);
    return row;
  },
};
