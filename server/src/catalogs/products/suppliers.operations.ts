import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Call } from "../../platform/operation/call.ts";
import { propagateToChildren } from "./family.store.ts";
import { productOf, reachable } from "./scope.ts";

/** Suppliers by the products they sell, with the schedule that gives their prices. */
const sellers = new Table("supplier", "ProductSupplier", {
  source: sql`(select s.*, p.product_id, p.default_price_schedule_id from product_supplier p
    join supplier s on s.marketplace_id = p.marketplace_id and s.id = p.supplier_id)`,
});

/** The suppliers that sell a product; a supplier's users meet no other one among them. */
export async function listSuppliers(call: Call<"Products.ListSuppliers">) {
  const { actor, db, list, path } = call;
  const product = await productOf(db, reachable(call), path.productID);
  const met = actor.userType === "Supplier" ? { where: sql`t.id = ${actor.companyId}` } : {};
  return sellers.list(db, { columns: { product_id: product.id }, ...met }, list);
}

/**
 * Lets a supplier sell a product, at the prices of a schedule of its own or of the marketplace
 * (docs/behaviour/catalog.md §9). A supplier may do so for itself, where the product is open to it.
 *
 * @throws ApiError PriceSchedule.InvalidDefaultPriceScheduleID, .NoPriceBreaks
 */
export async function saveSupplier(call: Call<"Products.SaveSupplier">): Promise<void> {
  const { db, path, query, actor } = call;
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
  // Whether there is such a supplier is not for another one to learn, nor what it owns.
  const itself = sameId(path.supplierID, actor.companyId);
  if (actor.userType === "Supplier" && !itself) throw apiError("Product.CannotModify");
  const own = actor.userType === "Supplier" ? sql`and s.owner_id = ${actor.companyId}` : sql``;
  const scheduleId = query.defaultPriceScheduleID || null;
  const [product, found] = await Promise.all([
    productOf(db, reachable(call), path.productID),
    db.row<{ supplier: string | null; schedule: Json | null }>(sql`select
      (select s.id from supplier s where s.marketplace_id = ${db.marketplaceId} and lower(s.id) = ${path.supplierID.toLowerCase()}) as supplier,
      (select jsonb_build_object('id', s.id, 'ownerId', s.owner_id, 'priceBreaks', jsonb_array_length(s.price_breaks))
        from price_schedule s where s.marketplace_id = ${db.marketplaceId}
          and lower(s.id) = ${scheduleId?.toLowerCase() ?? null} ${own}) as schedule`),
  ]);
  const supplier = found?.supplier ?? null;
  if (supplier === null) throw notFound("Supplier", path.supplierID);
  const schedule = (found?.schedule?.value ?? null) as { id: string; ownerId: string; priceBreaks: number } | null;
  if (scheduleId !== null) {
    if (schedule === null) throw notFound("PriceSchedule", scheduleId);
    if (![supplier, db.marketplaceId].includes(schedule.ownerId))
      throw apiError("PriceSchedule.InvalidDefaultPriceScheduleID", { PriceScheduleID: schedule.id });
    if (schedule.priceBreaks === 0) throw apiError("PriceSchedule.NoPriceBreaks", { PriceScheduleID: schedule.id });
  }
  await db.run(sql`
    insert into product_supplier (marketplace_id, product_id, supplier_id, default_price_schedule_id)
    values (${db.marketplaceId}, ${product.id}, ${supplier}, ${schedule?.id ?? null})
    on conflict (marketplace_id, product_id, supplier_id)
      do update set default_price_schedule_id = excluded.default_price_schedule_id`);
}

/** Ends what `saveSupplier` began. The default supplier of a product is then no longer that, nor are orders forwarded. */
export async function removeSupplier(call: Call<"Products.RemoveSupplier">): Promise<void> {
  const { db, path, actor } = call;
  if (actor.userType === "Buyer") throw apiError("Auth.UserNotAuthorizedToAdmin");
  if (actor.userType === "Supplier" && !sameId(path.supplierID, actor.companyId))
    throw apiError("Product.CannotModify");
  const product = await productOf(db, reachable(call), path.productID, true);
  const removed = await db.run(sql`
    delete from product_supplier where marketplace_id = ${db.marketplaceId} and product_id = ${product.id}
      and lower(supplier_id) = ${path.supplierID.toLowerCase()}`);
  if (removed === 0) throw notFound("Supplier", path.supplierID);
  if (!sameId(product.defaultSupplierId, path.supplierID)) return;
  await db.run(sql`
    update product set default_supplier_id = null, auto_forward = false, own = json_without(own, 'DefaultSupplierID')
    where marketplace_id = ${db.marketplaceId} and id = ${product.id}`);
  if (product.isParent) await propagateToChildren(db, product.id, false);
}
