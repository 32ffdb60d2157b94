import type { User } from "@orderwell/contract";
import type { Row } from "../platform/db/json.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { sql, tables } from "../platform/db/sql.ts";
import type { People } from "./facts/people.store.ts";

/** Somebody whom a message may be sent to. */
export interface Recipient {
  readonly buyerId: string | null;
  /** Of their marketplace. */
  readonly environment: string;
  readonly user: Row<User>;
}

/** A user who is active, as is their company, locked until the transaction ends; `undefined` for any other. */
export async function lockRecipient(db: TenantDb, people: People, userKey: number): Promise<Recipient | undefined> {
  // What is announced about a user keeps its order by the lock; in a statement of its own, since Citus locks no row that
  // is read with subqueries.
  const [, row] = await Promise.all([
    db.run(
      tables
        .selectFrom("app_user")
        .where("marketplace_id", "=", db.marketplaceId)
        .where("key", "=", userKey)
        .forNoKeyUpdate(),
    ),
    db.row<Row<User> & { user_buyer_id: string | null; environment: string }>(sql`
      select ${people.users.select}, t.buyer_id as user_buyer_id,
        (select m.environment from marketplace m where m.id = t.marketplace_id) as environment
      from app_user t
      where t.marketplace_id = ${db.marketplaceId} and t.key = ${userKey} and t.active
        and not exists (select from buyer b
          where b.marketplace_id = t.marketplace_id and b.id = t.buyer_id and not b.active)
        and not exists (select from supplier s
          where s.marketplace_id = t.marketplace_id and s.id = t.supplier_id and not s.active)`),
  ]);
  if (row === undefined) return undefined;
  const { user_buyer_id: buyerId, environment, ...user } = row;
  return { buyerId, environment, user: user as Row<User> };
}
