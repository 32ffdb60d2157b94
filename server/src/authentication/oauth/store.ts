import type { CommerceRole } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";
import { userType } from "../directory.store.ts";
import { availableRoles, passwordConfigs } from "../security-profiles/reach.store.ts";

/** An API client as the token endpoint needs it. */
export interface Client {
  readonly id: string;
  readonly active: boolean;
  /** The one that administrators set and read. */
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
  db.row(sql`${accounts(db, now)} and lower(u.username) = lower(${username})`);

export const findByKey = (db: TenantDb, key: number, now: Date): Promise<Account | undefined> =>
  db.row(sql`${accounts(db, now)} and u.key = ${key}`);

/** Tells whether the client was assigned to the user's buyer or supplier. */
export async function isAssigned(db: TenantDb, client: Client, account: Account): Promise<boolean> {
  const company =
    account.buyerId === null ? sql`supplier_id = ${account.supplierId}` : sql`buyer_id = ${account.buyerId}`;
  const found = await db.row(
    sql`select from api_client_assignment
      where marketplace_id = ${db.marketplaceId} and api_client_id = ${client.id} and ${company}`,
  );
  return found !== undefined;
}

export interface RefreshGrant {
  readonly userKey: number;
  readonly roles: Json;
  readonly tokenVersion: number;
}

export async function saveRefreshToken(
  db: TenantDb,
  token: {
    hash: string;
    clientId: string;
    userKey: number;
    roles: readonly string[];
    version: number;
    expiresAt: Date;
  },
): Promise<void> {
  await db.run(sql`
    insert into refresh_token (marketplace_id, token_hash, user_key, api_client_id, roles, token_version, expires_at)
    values (${db.marketplaceId}, ${token.hash}, ${token.userKey}, ${token.clientId}, ${JSON.stringify(token.roles)},
      ${token.version}, ${token.expiresAt})`);
}

export const findRefreshToken = (
  db: TenantDb,
  hash: string,
  clientId: string,
  now: Date,
): Promise<RefreshGrant | undefined> =>
  db.row(sql`
    select user_key as "userKey", roles, token_version as "tokenVersion" from refresh_token
    where marketplace_id = ${db.marketplaceId} and token_hash = ${hash} and api_client_id = ${clientId}
      and expires_at > ${now}`);

/** Deletes refresh tokens that have expired. */
export async function purgeRefreshTokens({ db, now }: Work): Promise<void> {
  await db.run(
    tables
      .deleteFrom("refresh_token")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("expires_at", "<", now.toISOString()),
  );
}

/** Deletes the refresh tokens of a user. */
export async function removeRefreshTokens(db: TenantDb, userKey: number): Promise<void> {
  await db.run(
    tables.deleteFrom("refresh_token").where("marketplace_id", "=", db.marketplaceId).where("user_key", "=", userKey),
  );
}
