import type { DrawnRecords } from "../catalogs/index.ts";
import type { PeopleDependents } from "../people/index.ts";
import { apiError } from "../platform/errors/api-error.ts";
import { setTombstones } from "./aggregate/tombstones.store.ts";
import { areDrawnOn, deleteUnsubmitted, holdUnsubmitted, moveOrders, pendingOrders } from "./dependents.store.ts";
import { deletePromotionsOf } from "./promotions/operations.ts";
import { showAddress, showUser } from "./renewal.store.ts";
import { forgetSubscriptions, moveSubscriptions } from "./subscriptions/subscriptions.store.ts";

/**
 * Consequences for orders of deleting companies, of changing, deleting and moving users, and of changing addresses
 * (docs/behaviour/orders.md §1, §3, §7, docs/behaviour/parties.md §2).
 */
export const orderDependents: PeopleDependents = {
  changedUser: ({ db }, company, userId) => showUser(db, company, userId),

  changedAddress: ({ db }, address) => showAddress(db, address),

  async deletingUser({ db, now }, user) {
    holdUnsubmitted(db, user.key);
    const orders = await pendingOrders(db, user.key);
    if (orders.length > 0) throw apiError("User.CannotDeleteWithOpenOrder", { UserID: user.id, OrderIDs: orders });
    // Nobody else can finish what they began; what they submitted stays.
    await deleteUnsubmitted(db, user.key, now);
    await forgetSubscriptions(db, { userKey: user.key });
  },

  /**
   * Orders that somebody waits for stay where they are unless all are to go along; those that wait for the buyer's own
   * groups cannot go.
   */
  async movingUser({ db, now }, user, { to, orders }) {
    holdUnsubmitted(db, user.key);
    const pending = await pendingOrders(db, user.key, orders === "All" ? ["AwaitingApproval"] : undefined);
    if (pending.length > 0) throw apiError("User.CannotMoveeWithOpenOrder", { UserID: user.id, OrderIDs: pending });
    if (orders !== "None") await moveOrders(db, user.key, { to, orders, at: now });
    await moveSubscriptions(db, user.key, to);
  },

  async deletingCompany(work, company) {
    if (company.supplierId !== null) await deletePromotionsOf(work, company.supplierId);
    await forgetSubscriptions(work.db, company);
    await setTombstones(work, company);
  },
};

/** Lines of orders that draw on inventory records (docs/behaviour/inventory.md §2). */
export const drawnRecords: DrawnRecords = {
  drawnOn: ({ db }, recordKeys) => areDrawnOn(db, recordKeys),
};
