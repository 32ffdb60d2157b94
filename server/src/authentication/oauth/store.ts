import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";

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
