import type { CommerceRole } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { availableRoles, passwordConfigs } from "../security-profiles/reach.store.ts";

/** The side a user is on, over the alias `u`. */
export const userType = sql<CommerceRole>`case when u.buyer_id is not null then 'Buyer' when u.supplier_id is not null then 'Supplier' else 'Seller' end`;

/** An API client as the token endpoint needs it. */
export interface Client {
  readonly id: string;
  readonly active: boolean;
  /** The one that administrators set and read, sealed. */
  readonly secret: string | null;
  /** True where it has secrets of the kind that can be read only once, expired or not. */
  readonly hasSecrets: boolean;
  /** Digests of those that have not expired. */
  readonly secretHashes: Json;
  readonly accessTokenMinutes: number;
  readonly refreshTokenMinutes: number;
  readonly anonymousTokenMinutes: number;
  readonly defaultUserKey: number | null;
  readonly isAnonBuyer: boolean;
  readonly allowAnyBuyer: boolean;
  readonly allowAnySupplier: boolean;
  readonly allowSeller: boolean;
  readonly minimumRoles: Json;
  readonly minimumCustomRoles: Json;
  readonly maximumRoles: Json;
  readonly maximumCustomRoles: Json;
}

/** A user as the token endpoint needs them. */
export interface Account {
  readonly key: number;
  readonly username: string;
  readonly type: CommerceRole;
  readonly buyerId: string | null;
  readonly supplierId: string | null;
  readonly passwordHash: string | null;
  readonly active: boolean;
  readonly companyActive: boolean;
  readonly sellerActive: boolean;
  readonly lockedOut: boolean;
  readonly tokenVersion: number;
  /** Roles and custom roles that security profiles give them. */
  readonly roles: Json;
  /** Demands of security profiles on their password. */
  readonly passwordConfigs: Json;
  readonly passwordSetAt: string | null;
  /** That they were active was noted a moment ago. */
  readonly notedLately: boolean;
}

export async function findClient(db: TenantDb, id: string, now: Date): Promise<Client | undefined> {
  return db.row(sql`
    select c.id, active, client_secret as secret, s.any as "hasSecrets", s.hashes as "secretHashes", access_token_duration as "accessTokenMinutes",
      refresh_token_duration as "refreshTokenMinutes", anonymous_token_duration as "anonymousTokenMinutes",
      default_context_user_key as "defaultUserKey", is_anon_buyer as "isAnonBuyer", allow_any_buyer as "allowAnyBuyer",
      allow_any_supplier as "allowAnySupplier", allow_seller as "allowSeller",
      minimum_required_roles as "minimumRoles", minimum_required_custom_roles as "minimumCustomRoles",
      maximum_granted_roles as "maximumRoles", maximum_granted_custom_roles as "maximumCustomRoles"
    from api_client c
    cross join lateral (
      select count(*) > 0 as any,
        coalesce(jsonb_agg(s.secret_hash) filter (where s.expiration is null or s.expiration > ${now}), '[]') as hashes
      from api_client_secret s where s.marketplace_id = c.marketplace_id and s.api_client_id = c.id) s
    where c.marketplace_id = ${db.marketplaceId} and c.id = ${id.toLowerCase()}`);
}

const accounts = (db: TenantDb, now: Date) => sql`
  select u.key, u.username, ${userType} as type, u.buyer_id as "buyerId", u.supplier_id as "supplierId",
    u.password_hash as "passwordHash", u.active, coalesce(b.active, s.active, true) as "companyActive",
    m.active as "sellerActive", coalesce(u.locked_until > ${now}, false) as "lockedOut",
    u.token_version as "tokenVersion", ${availableRoles("u")} as roles, ${passwordConfigs("u")} as "passwordConfigs",
    u.password_last_set_date as "passwordSetAt",
    coalesce(u.last_active > ${now}::timestamptz - interval '1 minute', false) as "notedLately"
  from app_user u
  join marketplace m on m.id = u.marketplace_id
  left join buyer b on b.marketplace_id = u.marketplace_id and b.id = u.buyer_id
  left join supplier s on s.marketplace_id = u.marketplace_id and s.id = u.supplier_id
  where u.marketplace_id = ${db.marketplaceId} and not u.hidden`;

export const findByUsername = (db: TenantDb, username: string, now: Date): Promise<Account | undefined> =>
  db.row(sql`${accounts(db, now)} and folded_text(u.username) = folded_text(${username})`);

export const findByKey = (db: TenantDb, key: number, now: Date): Promise<Account | undefined> =>
  db.row(sql`${accounts(db, now)} and u.key = ${key}`);

/** The condition that the client of one alias admits the user of another. */
export function admits(client: string, user: string): RawBuilder<boolean> {
  const c = (column: string) => sql.ref(`${client}.${column}`);
  const u = (column: string) => sql.ref(`${user}.${column}`);
  return sql`(case when ${u("buyer_id")} is not null then ${c("allow_any_buyer")}
      when ${u("supplier_id")} is not null then ${c("allow_any_supplier")} else ${c("allow_seller")} end
    or exists (select from api_client_assignment a
      where a.marketplace_id = ${c("marketplace_id")} and a.api_client_id = ${c("id")}
        and (a.buyer_id = ${u("buyer_id")} or a.supplier_id = ${u("supplier_id")})))`;
}

/** Tells whether the client was assigned to the user's buyer or supplier. */
export async function isAssigned(db: TenantDb, client: Client, account: Account): Promise<boolean> {
  const assignments = tables
    .selectFrom("api_client_assignment")
    .select("api_client_id")
    .where("marketplace_id", "=", db.marketplaceId)
    .where("api_client_id", "=", client.id);
  const found = await db.row(
    account.buyerId === null
      ? assignments.where("supplier_id", "=", account.supplierId)
      : assignments.where("buyer_id", "=", account.buyerId),
  );
  return found !== undefined;
}
