import type { PasswordConfig } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
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

/** The hashes of a user's former passwords, the latest first. */
export async function formerHashes(db: TenantDb, userKey: number, limit: number): Promise<string[]> {
  const rows = await db.rows<{ hash: string }>(sql`
    select password_hash as hash from former_password
    where marketplace_id = ${db.marketplaceId} and user_key = ${userKey} order by replaced_at desc limit ${limit}`);
  return rows.map(({ hash }) => hash);
}

/** As many as a profile can forbid to use again. */
const formerKept = 24;

/** Remembers the present password, which is about to be replaced, among the former ones. */
export async function retirePassword(db: TenantDb, userKey: number, now: Date): Promise<void> {
  const own = sql`marketplace_id = ${db.marketplaceId} and user_key = ${userKey}`;
  await db.run(sql`
    insert into former_password (marketplace_id, user_key, password_hash, replaced_at)
    select marketplace_id, key, password_hash, ${now} from app_user
    where marketplace_id = ${db.marketplaceId} and key = ${userKey} and password_hash is not null`);
  await db.run(sql`
    delete from former_password where ${own} and replaced_at < (
      select replaced_at from former_password where ${own} order by replaced_at desc offset ${formerKept - 1} limit 1)`);
}

export async function writePassword(db: TenantDb, userKey: number, hash: string, now: Date): Promise<void> {
  await db.run(sql`
    update app_user set password_hash = ${hash}, password_last_set_date = ${now}
    where marketplace_id = ${db.marketplaceId} and key = ${userKey}`);
}
