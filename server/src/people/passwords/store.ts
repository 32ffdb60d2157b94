import type { PasswordConfig } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { Company } from "../company/company.ts";
import type { UserFacts } from "../facts/people.store.ts";

type Configs = readonly Partial<PasswordConfig>[];

/** Demands of the profiles that reach every user of a company: what is known of one who is yet to come. */
export async function configsOfCompany(db: TenantDb, facts: UserFacts, company: Company): Promise<Configs> {
  const row = await db.row<{ configs: Json }>(
    sql`select ${facts.companyPasswordConfigs(db.marketplaceId, company)} as configs`,
  );
  return (row?.configs.value ?? []) as Configs;
}

/** A user's present password and what their profiles demand. */
export interface PresentPassword {
  readonly configs: Configs;
  readonly hash: string | null;
  readonly setAt: Date | null;
}

export async function presentPassword(db: TenantDb, facts: UserFacts, userKey: number): Promise<PresentPassword> {
  const row = await db.row<{ configs: Json; hash: string | null; set: string | null }>(sql`
    select ${facts.passwordConfigs("u")} as configs, u.password_hash as hash, u.password_last_set_date as set
    from app_user u where u.marketplace_id = ${db.marketplaceId} and u.key = ${userKey}`);
  return {
    configs: (row?.configs.value ?? []) as Configs,
    hash: row?.hash ?? null,
    setAt: row?.set ? new Date(row.set) : null,
  };
}

const former = (db: TenantDb, userKey: number) =>
  tables
    .selectFrom("former_password")
    .where("marketplace_id", "=", db.marketplaceId)
    .where("user_key", "=", userKey)
    .orderBy("replaced_at", "desc");

/** The hashes of a user's former passwords, the latest first. */
export async function formerHashes(db: TenantDb, userKey: number, limit: number): Promise<string[]> {
  const rows = await db.rows(former(db, userKey).select("password_hash as hash").limit(limit));
  return rows.map(({ hash }) => hash);
}

/** As many as a profile can forbid to use again. */
const formerKept = 24;

/** Remembers the present password, which is about to be replaced, among the former ones. */
export async function retirePassword(db: TenantDb, userKey: number, now: Date): Promise<void> {
  await db.run(
    tables
      .insertInto("former_password")
      .columns(["marketplace_id", "user_key", "password_hash", "replaced_at"])
      .expression((from) =>
        from
          .selectFrom("app_user")
          .select(["marketplace_id", "key", "password_hash", sql<Date>`${now}::timestamptz`.as("replaced_at")])
          .where("marketplace_id", "=", db.marketplaceId)
          .where("key", "=", userKey)
          .where("password_hash", "is not", null)
          .$narrowType<{ password_hash: string }>(),
      ),
  );
  const eldestKept = former(db, userKey)
    .select("replaced_at")
    .offset(formerKept - 1)
    .limit(1);
  await db.run(
    tables
      .deleteFrom("former_password")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("user_key", "=", userKey)
      .where("replaced_at", "<", eldestKept),
  );
}

export async function writePassword(db: TenantDb, userKey: number, hash: string, now: Date): Promise<void> {
  const user = await db.row(
    tables
      .updateTable("app_user")
      .set({ password_hash: hash, password_last_set_date: now })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", userKey)
      .returning(["buyer_id", "supplier_id", "id"]),
  );
  if (user !== undefined) db.wrote({ table: "app_user", key: user });
}
