import type { PeopleDependents } from "../people/index.ts";
import { sql } from "../platform/db/sql.ts";
import { apiError } from "../platform/errors/api-error.ts";
import type { Work } from "../platform/work/work.ts";
import { setTombstones } from "./aggregate/tombstones.store.ts";

/** IDs of a user's orders that somebody still has to act upon. */
async function pendingOrders({ db }: Work, userKey: number): Promise<readonly string[]> {
  const rows = await db.rows<{ id: string }>(
    sql`select id from purchase_order where marketplace_id = ${db.marketplaceId} and from_user_key = ${userKey}
      and status in ('Open', 'AwaitingApproval') order by id limit 100`,
  );
  return rows.map(({ id }) => id);
}

/**
 * Consequences for orders of deleting companies, and of deleting and moving users (docs/behaviour/orders.md §3,
 * docs/behaviour/parties.md §2).
 */
export const orderDependents: PeopleDependents = {
  async deletingUser(call, user) {
    const orders = await pendingOrders(call, user.key);
    if (orders.length > 0) throw apiError("User.CannotDeleteWithOpenOrder", { UserID: user.id, OrderIDs: orders });
    // Nobody else can finish what they began; what they submitted stays.
    const { db } = call;
    await db.run(sql`
      delete from purchase_order
      where marketplace_id = ${db.marketplaceId} and from_user_key = ${user.key} and status = 'Unsubmitted'`);
  },

  /** Orders that somebody waits for stay where they are unless all are to go along. */
  async movingUser(call, user, { to, orders }) {
    if (orders !== "All") {
      const pending = await pendingOrders(call, user.key);
      if (pending.length > 0) throw apiError("User.CannotMoveeWithOpenOrder", { UserID: user.id, OrderIDs: pending });
    }
    if (orders === "None") return;
    const { db } = call;
    const which = orders === "All" ? sql`true` : sql`status = 'Unsubmitted'`;
    await db.run(
      sql`update purchase_order set buyer_id = ${to}, chosen_cart = false, last_updated = ${call.now},
          from_user = jsonb_set(from_user, '{CompanyID}', to_jsonb(${to}::text))
        where marketplace_id = ${db.marketplaceId} and from_user_key = ${user.key} and ${which}`,
    );
  },

  deletingCompany: (work, company) => setTombstones(work, company),
};
