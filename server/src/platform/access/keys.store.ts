import type { Db } from "../db/db.ts";
import type { Json } from "../db/json.ts";
import { sql, tables } from "../db/sql.ts";

/** A signing key as it is stored. */
export interface StoredKey {
  readonly kid: string;
  /** Sealed. */
  readonly private_key: string;
  readonly public_jwk: Json;
  readonly retired: boolean;
}

export const isKey = async (db: Db, kid: string): Promise<boolean> =>
  (await db.row(tables.selectFrom("signing_key").select("kid").where("kid", "=", kid))) !== undefined;

/** All keys, the latest last. */
export const readKeys = (db: Db): Promise<StoredKey[]> =>
  db.rows(
    tables
      .selectFrom("signing_key")
      .select(["kid", "private_key", "public_jwk", sql<boolean>`retired_at is not null`.as("retired")])
      .orderBy("created_at")
      .orderBy("kid"),
  );

/** Lets one process at a time change keys, until its transaction ends, so that there is always one to sign with. */
export async function lockKeys(db: Db, channel: string): Promise<void> {
  await db.run(sql`select pg_advisory_xact_lock(hashtext(${channel}))`);
}

/** Ends signing with the present key, unless it was made after a time. @returns false when it stays. */
export async function retireKey(db: Db, now: Date, unlessSince: Date | undefined): Promise<boolean> {
  const present = tables.updateTable("signing_key").set({ retired_at: now }).where("retired_at", "is", null);
  const retired = unlessSince === undefined ? present : present.where("created_at", "<=", unlessSince.toISOString());
  return (await db.run(retired)) > 0;
}

/** Adds a key and tells every process. */
export async function addKey(
  db: Db,
  channel: string,
  key: { readonly kid: string; readonly sealed: string; readonly jwk: object; readonly now: Date },
): Promise<void> {
  await db.run(
    tables.insertInto("signing_key").values({
      kid: key.kid,
      private_key: key.sealed,
      public_jwk: JSON.stringify(key.jwk),
      created_at: key.now,
    }),
  );
  await db.run(sql`select pg_notify(${channel}, ${key.kid})`);
}
