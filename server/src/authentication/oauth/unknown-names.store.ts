import type { PasswordConfig } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { digest } from "../../platform/digest.ts";
import type { Work } from "../../platform/work/work.ts";
import { passwordConfigs } from "../security-profiles/reach.store.ts";

/** Names that a marketplace remembers at most; those that were tried the longest ago make room. */
const mostNames = 10_000;
/** One attempt in so many looks whether there are more. */
const lookEvery = 100;
/** Names that were not tried for so long are forgotten. */
const rememberedMs = 30 * 24 * 60 * 60_000;

/**
 * Demands on passwords that somebody of this name would meet: those of a user of the marketplace, for the same name always
 * the same one. What a lockout says of names that nobody has must not differ from what it says of users.
 */
export async function configsLike(db: TenantDb, username: string): Promise<Partial<PasswordConfig>[]> {
  const chosen = Number.parseInt(Buffer.from(digest(username), "base64url").toString("hex").slice(0, 8), 16);
  const keyOf = (which: "min" | "max") =>
    sql`(select ${sql.raw(which)}(key) from app_user where marketplace_id = ${db.marketplaceId})`;
  const row = await db.row<{ configs: Json }>(sql`
    select ${passwordConfigs("u")} as configs from app_user u
    where u.marketplace_id = ${db.marketplaceId} and not u.hidden
      and u.key >= ${keyOf("min")} + ${chosen}::bigint % (${keyOf("max")} - ${keyOf("min")} + 1)
    order by u.key limit 1`);
  return (row?.configs.value ?? []) as Partial<PasswordConfig>[];
}

/**
 * Counts an attempt to sign in under a name that nobody has, as `countAttempt` does for users.
 *
 * @returns false, without counting, while the name is locked.
 */
export async function countUnknownName(
  db: TenantDb,
  username: string,
  { attempts, until, now }: { readonly attempts: number; readonly until: Date | null; readonly now: Date },
): Promise<boolean> {
  const at = now.toISOString();
  const end = until?.toISOString() ?? "infinity";
  const ended = (count: unknown, otherwise: unknown) =>
    sql<string>`case when ${count} % ${attempts} = 0 then ${end}::timestamptz else ${otherwise} end`;
  const counted = await db.run(
    tables
      .insertInto("unknown_name")
      .values({
        marketplace_id: db.marketplaceId,
        name_digest: digest(username),
        attempts: 1,
        locked_until: ended(sql`1`, sql`null`),
        tried_at: at,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["marketplace_id", "name_digest"])
          .doUpdateSet({
            attempts: sql`unknown_name.attempts + 1`,
            locked_until: ended(sql`(unknown_name.attempts + 1)`, sql`unknown_name.locked_until`),
            tried_at: at,
          })
          .where((of) =>
            of.or([of("unknown_name.locked_until", "is", null), of("unknown_name.locked_until", "<=", at)]),
          ),
      ),
  );
  if (Math.random() < 1 / lookEvery) await forgetNames(db);
  return counted > 0;
}

/** Forgets the names beyond the number that is remembered. */
const forgetNames = (db: TenantDb): Promise<number> =>
  db.run(
    tables
      .deleteFrom("unknown_name")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("tried_at", "<", (of) =>
        of
          .selectFrom("unknown_name as n")
          .select("n.tried_at")
          .where("n.marketplace_id", "=", db.marketplaceId)
          .orderBy("n.tried_at", "desc")
          .offset(mostNames)
          .limit(1),
      ),
  );

/** Forgets names that were not tried for long. */
export async function purgeUnknownNames({ db, now }: Work): Promise<void> {
  await db.run(
    tables
      .deleteFrom("unknown_name")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("tried_at", "<", new Date(now.getTime() - rememberedMs).toISOString()),
  );
}
