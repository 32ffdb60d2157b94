import type { BundleAssignment, ProductAssignment } from "@orderwell/contract";
import { AssignmentTable, type Party, type PartyRules } from "../../parties/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { isBundle } from "./bundles.store.ts";
import { reclassify, reclassifyThose } from "./classes.store.ts";

const rules: PartyRules = { levels: ["Company", "Group"], company: "buyer" };

const key = sql`marketplace_id, product_id, buyer_id, coalesce(group_key, 0), seller_id`;

const table = new AssignmentTable<ProductAssignment>("product_assignment", {
  ...rules,
  select: { SellerID: sql`t.seller_id`, ProductID: sql`t.product_id`, PriceScheduleID: sql`t.price_schedule_id` },
  key,
});

const bundleTable = new AssignmentTable<BundleAssignment>("product_assignment", {
  ...rules,
  select: { SellerID: sql`t.seller_id`, BundleID: sql`t.product_id` },
  key,
});

/** A product as a seller offers it, by stored IDs. */
interface Offer {
  readonly productId: string;
  readonly sellerId: string;
}

const removed = ({ marketplaceId }: TenantDb) =>
  tables.deleteFrom("product_assignment").where("marketplace_id", "=", marketplaceId).returning("product_id");

/** To whom products are assigned, and at which prices. */
export const productAssignments = {
  rules,

  list: (...args: Parameters<typeof table.list>) => table.list(...args),

  async save(db: TenantDb, { productId, sellerId }: Offer, party: Party, scheduleId: string | null): Promise<void> {
    const offer = { product_id: productId, seller_id: sellerId };
    if (await table.save(db, offer, party, { price_schedule_id: scheduleId })) await reclassify(db, [productId]);
  },

  /** False when there was none. */
  async remove(db: TenantDb, { productId, sellerId }: Offer, party: Party): Promise<boolean> {
    const ended = await table.remove(db, { product_id: productId, seller_id: sellerId }, party);
    if (ended) await reclassify(db, [productId]);
    return ended;
  },

  /** Ends all at the prices of a schedule that is about to be deleted. */
  removeSchedule: (db: TenantDb, scheduleId: string): Promise<void> =>
    reclassifyThose(db, removed(db).where("price_schedule_id", "=", scheduleId)),

  /** Ends all to a user group that is about to be deleted. */
  removeGroup(db: TenantDb, groupKey: number): Promise<void> {
    const group = tables.selectFrom("user_group").select("buyer_id").where("marketplace_id", "=", db.marketplaceId);
    // Assignments are found by the buyer as well.
    const own = removed(db).where("buyer_id", "=", group.where("key", "=", groupKey));
    return reclassifyThose(db, own.where("group_key", "=", groupKey));
  },

  /** Ends all that a supplier made who is about to be deleted. */
  removeSeller: (db: TenantDb, sellerId: string): Promise<void> =>
    reclassifyThose(db, removed(db).where("seller_id", "=", sellerId)),
};

/** To whom bundles are assigned: assignments of their products, which say nothing of prices. */
export const bundleAssignments = {
  rules,

  list: (
    call: Parameters<typeof bundleTable.list>[0],
    ids: Parameters<typeof bundleTable.list>[1],
    level: string | undefined,
    further: Parameters<typeof bundleTable.list>[3] = [],
  ) => bundleTable.list(call, ids, level, [isBundle, ...further]),

  async save(db: TenantDb, { productId, sellerId }: Offer, party: Party): Promise<void> {
    const offer = { product_id: productId, seller_id: sellerId };
    if (await bundleTable.save(db, offer, party)) await reclassify(db, [productId]);
  },

  remove: productAssignments.remove,
};
