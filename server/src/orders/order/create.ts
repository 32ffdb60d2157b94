import type { Operations, OrderDirection } from "@orderwell/contract";
import { maySellTo } from "../../companies/index.ts";
import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { jsonb } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { findAddresses, usableAddress } from "../addresses/store.ts";
import { shownCompanyId } from "../companies.ts";
import { costsOf } from "./costs.ts";
import { type FromUser, findBuyerUser, findUserByKey } from "./from-user.ts";
import { insertOrder } from "./store.ts";
import type { StoredOrder } from "./stored-order.ts";

/** What a client may write of an order. */
export type OrderBody = Partial<Operations["Orders.Patch"]["body"]>;

/** Who a new order is from, and whom it is to: null stands for the marketplace. */
interface Parties {
  readonly from: FromUser;
  readonly supplierId: string | null;
}

const same = (a: string | null | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/**
 * Creates an order under a direction (docs/behaviour/orders.md §3): for the caller himself, for a colleague, on behalf
 * of a buyer's user, or from the marketplace to a supplier. An anonymous shopper's order gets the ID that his token
 * names.
 */
export async function createOrder(
  work: UserWork,
  direction: OrderDirection,
  body: OrderBody,
  id: string | null | undefined = body.ID,
): Promise<StoredOrder> {
  const parties = await partiesOf(work, direction, body);
  return insert(work, parties, body, work.actor.anonymousOrderId ?? id);
}

/** An order of the caller's own with nothing in it yet but what the body says. */
export async function createOwnOrder(work: UserWork, body: OrderBody): Promise<StoredOrder> {
  return insert(work, await ownParties(work, body), body, work.actor.anonymousOrderId ?? body.ID);
}

async function insert(
  work: UserWork,
  { from, supplierId }: Parties,
  body: OrderBody,
  id: string | null | undefined,
): Promise<StoredOrder> {
  const { db, now } = work;
  const owner = { buyer_id: from.buyerId, from_user_key: from.key };
  const { BillingAddressID, ShippingAddressID } = body;
  const wanted = [BillingAddressID, ShippingAddressID].filter((one): one is string => !!one);
  const addresses = await findAddresses(db, owner, wanted);
  const billing = BillingAddressID ? usableAddress(addresses, BillingAddressID, "billing") : undefined;
  const shipping = ShippingAddressID ? usableAddress(addresses, ShippingAddressID, "shipping") : undefined;
  return insertOrder(db, {
    id: await resolveId(db, work.services.ids, "Order", id),
    buyer_id: from.buyerId,
    supplier_id: supplierId,
    from_user_key: from.key,
    from_user_id: from.id,
    from_user: from.shown,
    anonymous_id: work.actor.anonymousOrderId,
    billing_address_id: billing?.id ?? null,
    billing_address: billing?.copy ?? null,
    shipping_address_id: shipping?.id ?? null,
    shipping_address: shipping?.copy ?? null,
    comments: body.Comments ?? null,
    date_created: now,
    last_updated: now,
    currency: from.currency,
    ...costsOf(work.actor, body),
    xp: jsonb(body.xp),
  });
}

function partiesOf(work: UserWork, direction: OrderDirection, body: OrderBody): Promise<Parties> {
  const { actor } = work;
  switch (actor.userType) {
    case "Buyer":
      if (direction === "Incoming") throw apiError("Order.CannotCreateInvalid");
      return ownParties(work, body);
    case "Supplier":
      if (direction === "Outgoing") throw apiError("Order.CannotCreateInvalid");
      return onBehalf(work, body);
    case "Seller": {
      const fromBuyer = !!body.FromCompanyID && !same(body.FromCompanyID, actor.companyId);
      return direction === "Incoming" || (direction === "All" && fromBuyer)
        ? onBehalf(work, body)
        : toSupplier(work, body);
    }
  }
}

async function ownParties(work: UserWork, body: OrderBody): Promise<Parties> {
  const { actor, db } = work;
  const colleague = !!body.FromUserID && !same(body.FromUserID, actor.userId) && hasRole(actor, "OrderAdmin");
  const from = colleague
    ? await findBuyerUser(db, actor.companyId, body.FromUserID as string)
    : await findUserByKey(db, actor.userKey);
  if (from === undefined) throw apiError("Buyer.UserNotFound", { UserID: body.FromUserID ?? actor.userId });
  return { from, supplierId: await sellerFor(work, from.buyerId, body.ToCompanyID) };
}

async function onBehalf(work: UserWork, body: OrderBody): Promise<Parties> {
  const { FromCompanyID, FromUserID } = body;
  if (!FromCompanyID || !FromUserID) throw apiError("Order.CreateIncomingRequiresFromUser");
  const from = await findBuyerUser(work.db, FromCompanyID, FromUserID);
  if (from === undefined) throw apiError("Buyer.UserNotFound", { BuyerID: FromCompanyID, UserID: FromUserID });
  const { actor } = work;
  const to = actor.userType === "Supplier" ? actor.companyId : body.ToCompanyID;
  return { from, supplierId: await sellerFor(work, from.buyerId, to) };
}

async function toSupplier(work: UserWork, body: OrderBody): Promise<Parties> {
  const from = await findUserByKey(work.db, work.actor.userKey);
  if (from === undefined || !body.ToCompanyID || same(body.ToCompanyID, work.actor.companyId))
    throw apiError("Order.CannotCreateInvalid", null, "ToCompanyID must name the supplier that the order goes to.");
  return { from, supplierId: await sellerFor(work, null, body.ToCompanyID) };
}

/**
 * The stored ID of the supplier an order goes to, null for the marketplace itself.
 *
 * @throws ApiError NotFound (Supplier) unless the buyer may order there.
 */
export async function sellerFor(
  { db }: Work,
  buyerId: string | null,
  toCompanyId: string | null | undefined,
): Promise<string | null> {
  if (!toCompanyId || same(toCompanyId, db.marketplaceId)) return null;
  const related = buyerId === null ? sql`true` : maySellTo(buyerId);
  const row = await db.row<{ id: string }>(
    sql`select s.id from supplier s where s.marketplace_id = ${db.marketplaceId}
      and lower(s.id) = ${toCompanyId.toLowerCase()} and s.active and ${related}`,
  );
  if (row === undefined) throw notFound("Supplier", shownCompanyId(toCompanyId));
  return row.id;
}
