import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
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
  await db.run(
    tables.insertInto("refresh_token").values({
      marketplace_id: db.marketplaceId,
      token_hash: token.hash,
      user_key: token.userKey,
      api_client_id: token.clientId,
      roles: JSON.stringify(token.roles),
      token_version: token.version,
      expires_at: token.expiresAt,
    }),
  );
}

export const findRefreshToken = (
  db: TenantDb,
  hash: string,
  clientId: string,
  now: Date,
): Promise<RefreshGrant | undefined> =>
  db.row(
    tables
      .selectFrom("refresh_token")
      .select(["user_key as userKey", "roles", "token_version as tokenVersion"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("token_hash", "=", hash)
      .where("api_client_id", "=", clientId)
      .where("expires_at", ">", now.toISOString()),
  );

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
