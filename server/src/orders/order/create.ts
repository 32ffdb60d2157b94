import type { Operations, OrderDirection } from "@orderwell/contract";
import { maySellTo } from "../../parties/index.ts";
import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { jsonb } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
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
  call: AnyCall,
  direction: OrderDirection,
  body: OrderBody,
  id: string | null | undefined = body.ID,
): Promise<StoredOrder> {
  const parties = await partiesOf(call, direction, body);
  return insert(call, parties, body, call.caller.anonymousOrderId ?? id);
}

/** An order of the caller's own with nothing in it yet but what the body says. */
export async function createOwnOrder(call: AnyCall, body: OrderBody): Promise<StoredOrder> {
  return insert(call, await ownParties(call, body), body, call.caller.anonymousOrderId ?? body.ID);
}

async function insert(
  call: AnyCall,
  { from, supplierId }: Parties,
  body: OrderBody,
  id: string | null | undefined,
): Promise<StoredOrder> {
  const { db, now } = call;
  const owner = { buyer_id: from.buyerId, from_user_key: from.key };
  const { BillingAddressID, ShippingAddressID } = body;
  const wanted = [BillingAddressID, ShippingAddressID].filter((one): one is string => !!one);
  const addresses = await findAddresses(db, owner, wanted);
  const billing = BillingAddressID ? usableAddress(addresses, BillingAddressID, "billing") : undefined;
  const shipping = ShippingAddressID ? usableAddress(addresses, ShippingAddressID, "shipping") : undefined;
  return insertOrder(db, {
    id: await resolveId(db, call.services.ids, "Order", id),
    buyer_id: from.buyerId,
    supplier_id: supplierId,
    from_user_key: from.key,
    from_user_id: from.id,
    from_user: from.shown,
    anonymous_id: call.caller.anonymousOrderId,
    billing_address_id: billing?.id ?? null,
    billing_address: billing?.copy ?? null,
    shipping_address_id: shipping?.id ?? null,
    shipping_address: shipping?.copy ?? null,
    comments: body.Comments ?? null,
    date_created: now,
    last_updated: now,
    currency: from.currency,
    ...costsOf(call.caller, body),
    xp: jsonb(body.xp),
  });
}

function partiesOf(call: AnyCall, direction: OrderDirection, body: OrderBody): Promise<Parties> {
  const { caller } = call;
  switch (caller.userType) {
    case "Buyer":
      if (direction === "Incoming") throw apiError("Order.CannotCreateInvalid");
      return ownParties(call, body);
    case "Supplier":
      if (direction === "Outgoing") throw apiError("Order.CannotCreateInvalid");
      return onBehalf(call, body);
    case "Seller": {
      const fromBuyer = !!body.FromCompanyID && !same(body.FromCompanyID, caller.companyId);
      return direction === "Incoming" || (direction === "All" && fromBuyer)
        ? onBehalf(call, body)
        : toSupplier(call, body);
    }
  }
}

async function ownParties(call: AnyCall, body: OrderBody): Promise<Parties> {
  const { caller, db } = call;
  const colleague = !!body.FromUserID && !same(body.FromUserID, caller.userId) && hasRole(caller, "OrderAdmin");
  const from = colleague
    ? await findBuyerUser(db, caller.companyId, body.FromUserID as string)
    : await findUserByKey(db, caller.userKey);
  if (from === undefined) throw apiError("Buyer.UserNotFound", { UserID: body.FromUserID ?? caller.userId });
  return { from, supplierId: await sellerFor(call, from.buyerId, body.ToCompanyID) };
}

async function onBehalf(call: AnyCall, body: OrderBody): Promise<Parties> {
  const { FromCompanyID, FromUserID } = body;
  if (!FromCompanyID || !FromUserID) throw apiError("Order.CreateIncomingRequiresFromUser");
  const from = await findBuyerUser(call.db, FromCompanyID, FromUserID);
  if (from === undefined) throw apiError("Buyer.UserNotFound", { BuyerID: FromCompanyID, UserID: FromUserID });
  const { caller } = call;
  const to = caller.userType === "Supplier" ? caller.companyId : body.ToCompanyID;
  return { from, supplierId: await sellerFor(call, from.buyerId, to) };
}

async function toSupplier(call: AnyCall, body: OrderBody): Promise<Parties> {
  const from = await findUserByKey(call.db, call.caller.userKey);
  if (from === undefined || !body.ToCompanyID || same(body.ToCompanyID, call.caller.companyId))
    throw apiError("Order.CannotCreateInvalid", null, "ToCompanyID must name the supplier that the order goes to.");
  return { from, supplierId: await sellerFor(call, null, body.ToCompanyID) };
}

/**
 * The stored ID of the supplier an order goes to, null for the marketplace itself.
 *
 * @throws ApiError NotFound (Supplier) unless the buyer may order there.
 */
export async function sellerFor(
  { db }: AnyCall,
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
