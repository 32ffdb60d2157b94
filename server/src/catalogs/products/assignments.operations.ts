import { holdSupplier } from "../../companies/index.ts";
import { type Party, partyIds, resolveParty } from "../../parties/index.ts";
import type { Json } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { sameCurrency } from "../../seller/index.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { productAssignments } from "../placement/product-assignments.store.ts";
import { productOf, reachable } from "./scope.ts";

/** Suppliers see the assignments they made and those of their own products. */
export async function listAssignments(call: Call<"Products.ListAssignments">) {
  const { query, actor } = call;
  const further = [];
  if (query.productID) further.push(sql`lower(t.product_id) = ${query.productID.toLowerCase()}`);
  if (query.priceScheduleID) further.push(sql`lower(t.price_schedule_id) = ${query.priceScheduleID.toLowerCase()}`);
  if (actor.userType === "Supplier")
    further.push(sql`(t.seller_id = ${actor.companyId} or exists (select from product p
      where p.marketplace_id = t.marketplace_id and p.id = t.product_id and p.owner_id = ${actor.companyId}))`);
  return productAssignments.list(call, partyIds(query), query.level, further);
}

/**
 * Gives a buyer or group access to a product, at a seller's prices (docs/behaviour/catalog.md §8). Sellers and
 * suppliers do so: whoever buys does not set what they pay.
 *
 * @throws ApiError Product.CannotAssignNotInBuyerCatalog, ProductAssigment.MustSpecifyPriceScheduleID,
 *   PriceSchedule.NoPriceBreaks, .CurrencyMismatch, .InvalidDefaultPriceScheduleID for a schedule of someone else
 */
export async function saveAssignment(call: Call<"Products.SaveAssignment">): Promise<void> {
  refuseBuyers(call);
  const { db, body, actor } = call;
  const [product, party] = await Promise.all([
    productOf(db, reachable(call), body.ProductID),
    resolveParty(
      call,
      partyIds({ buyerID: body.BuyerID, userGroupID: body.UserGroupID ?? undefined }),
      productAssignments.rules,
    ),
  ]);
  const seller = await sellerOf(call, body.SellerID);
  const scheduleId = body.PriceScheduleID || null;
  if (actor.userType === "Seller" && seller !== db.marketplaceId && scheduleId === null)
    throw apiError("ProductAssigment.MustSpecifyPriceScheduleID", { SellerID: seller });
  const facts = await factsOf(call, product.parentId ?? product.id, party, scheduleId);
  if (!facts.shared)
    throw apiError("Product.CannotAssignNotInBuyerCatalog", { ProductID: product.id, BuyerID: party.buyerId });
  if (scheduleId !== null) checkSchedule(call, facts, seller, scheduleId);
  await Promise.all([
    productAssignments.save(db, { productId: product.id, sellerId: seller }, party, facts.schedule?.id ?? null),
    optIn(call, product.id, product.ownerId),
  ]);
}

export async function deleteAssignment(call: Call<"Products.DeleteAssignment">): Promise<void> {
  refuseBuyers(call);
  const { db, path, query } = call;
  const [product, party] = await Promise.all([
    productOf(db, reachable(call), path.productID),
    resolveParty(call, partyIds({ ...query, buyerID: path.buyerID }), productAssignments.rules),
  ]);
  const seller = await sellerOf(call, query.sellerID);
  if (!(await productAssignments.remove(db, { productId: product.id, sellerId: seller }, party)))
    throw notFound("ProductAssignment", path.productID);
}

/** Seller whose row it is: the caller's company; only the marketplace may name another seller. */
async function sellerOf({ db, actor }: UserWork, sellerId: string | null | undefined): Promise<string> {
  const named = actor.userType === "Supplier" ? actor.companyId : sellerId;
  if (!named || sameId(named, db.marketplaceId)) return db.marketplaceId;
  const found = await holdSupplier(db, named);
  if (found === undefined) throw notFound("Supplier", named);
  return found;
}

interface Facts {
  /** Product and buyer have a catalog in common. */
  readonly shared: boolean;
  readonly schedule: {
    readonly id: string;
    readonly ownerId: string;
    readonly priceBreaks: number;
    readonly currency: string | null;
  } | null;
  /** Currencies of the locales that apply to the party; the group's before the buyer's. Empty without a locale. */
  readonly currencies: readonly string[];
}

async function factsOf({ db }: Work, productId: string, party: Party, scheduleId: string | null): Promise<Facts> {
  const currencies = (group: number | null) => sql`(select jsonb_agg(l.currency) from locale_assignment a
    join locale l on l.marketplace_id = a.marketplace_id and l.id = a.locale_id
    where a.marketplace_id = ${db.marketplaceId} and a.buyer_id = ${party.buyerId} and coalesce(a.group_key, 0) = ${group ?? 0})`;
  const row = await db.row<{ shared: boolean; schedule: Json | null; currencies: Json }>(sql`select
    exists (select from catalog_product c
      join catalog_assignment a on a.marketplace_id = c.marketplace_id and a.catalog_id = c.catalog_id
      join buyer b on b.marketplace_id = c.marketplace_id and (a.buyer_id = b.id or a.buyer_group_id = b.group_id)
      where c.marketplace_id = ${db.marketplaceId} and c.product_id = ${productId} and b.id = ${party.buyerId}) as shared,
    (select jsonb_build_object('id', s.id, 'ownerId', s.owner_id, 'priceBreaks', jsonb_array_length(s.price_breaks),
        'currency', s.currency)
      from price_schedule s where s.marketplace_id = ${db.marketplaceId} and lower(s.id) = ${scheduleId?.toLowerCase() ?? null}) as schedule,
    coalesce(${currencies(party.groupKey)}, ${currencies(null)}, '[]') as currencies`);
  const { shared, schedule, currencies: known } = row as NonNullable<typeof row>;
  return {
    shared,
    schedule: (schedule?.value ?? null) as Facts["schedule"],
    currencies: known.value as readonly string[],
  };
}

/** Suppliers use schedules of their own, the marketplace its own and those of the seller it names. */
function checkSchedule(
  { actor, db }: UserWork,
  { schedule, currencies }: Facts,
  seller: string,
  scheduleId: string,
): void {
  if (schedule === null || (actor.userType === "Supplier" && schedule.ownerId !== seller))
    throw notFound("PriceSchedule", scheduleId);
  if (seller !== db.marketplaceId && schedule.ownerId !== seller && schedule.ownerId !== db.marketplaceId)
    throw apiError("PriceSchedule.InvalidDefaultPriceScheduleID", { PriceScheduleID: schedule.id });
  if (schedule.priceBreaks === 0) throw apiError("PriceSchedule.NoPriceBreaks", { PriceScheduleID: schedule.id });
  if (currencies.length > 0 && !currencies.some((currency) => sameCurrency(currency, schedule.currency)))
    throw apiError("PriceSchedule.CurrencyMismatch", { Currency: schedule.currency, PartyCurrency: currencies[0] });
}

/** A supplier that offers a product of the marketplace thereby sells it. */
async function optIn({ db, actor }: UserWork, productId: string, ownerId: string): Promise<void> {
  if (actor.userType !== "Supplier" || ownerId === actor.companyId) return;
  await db.run(sql`
    insert into product_supplier (marketplace_id, product_id, supplier_id)
    values (${db.marketplaceId}, ${productId}, ${actor.companyId}) on conflict do nothing`);
}
