import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql } from "../../platform/db/sql.ts";
import { type ShownUser, shownUser, shownUserSql } from "../aggregate/from-user.store.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";

interface Keys {
  readonly marketplaceId: string;
  readonly userKey: number;
  readonly buyerId: string | null;
}

/** The side that an order is from, when it is submitted. */
export interface Submitter {
  /** The order's user as they are now; null when they are gone. */
  readonly user: ShownUser | null;
  /** Its buyer has approval rules. */
  readonly ruled: boolean;
}

const submitter = prepared<Keys, { readonly user: Json | null; readonly ruled: boolean }>(
  ({ marketplaceId: m, userKey, buyerId }: Fragments<Keys>) => sql`select
    (select ${shownUserSql(m)} from app_user u where u.marketplace_id = ${m} and u.key = ${userKey}) as "user",
    exists (select from approval_rule r where r.marketplace_id = ${m} and r.buyer_id = ${buyerId}) as ruled`,
);

/** Reads it, by what the order says. */
export async function findSubmitter(
  db: TenantDb,
  { from_user_key: userKey, buyer_id: buyerId }: Pick<OrderHead, "from_user_key" | "buyer_id">,
): Promise<Submitter> {
  const found = (await db.row(submitter({ marketplaceId: db.marketplaceId, userKey, buyerId }))) as {
    readonly user: Json | null;
    readonly ruled: boolean;
  };
  return { user: found.user && shownUser(found.user), ruled: found.ruled };
}
