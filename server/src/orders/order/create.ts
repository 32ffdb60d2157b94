import type { Operations, OrderDirection } from "@orderwell/contract";
import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { type ApiError, apiError, idExists, notFound, orRefuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { addressFor, findAddresses } from "../addresses/addresses.store.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import { type FromUser, findBuyerUser, findStayingUser, findUserByKey } from "../aggregate/from-user.store.ts";
import { orderOfGuest } from "../aggregate/guests.store.ts";
import type { Order } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { findSeller } from "../aggregate/sellers.store.ts";
import { settle } from "../aggregate/settle.ts";
import { withoutTombstoneId } from "../aggregate/tombstones.store.ts";
import { store } from "../aggregate/write.store.ts";
import { costsAfter, noCosts } from "./costs.ts";

/** Properties that a client may write of an order. */
export type OrderBody = Partial<Operations["Orders.Patch"]["body"]>;

/** An order without a row, or one that was opened with its lines. */
export type FullOrder = Order<"lines" | "payments">;

/** Sides of a new order: null stands for the marketplace. */
export interface Parties {
  readonly from: FromUser;
  readonly supplierId: string | null;
}

/**
 * Creates an order under a direction (docs/behaviour/orders.md §3): for the caller themselves, for a colleague, on behalf
 * of a buyer's user, or from the marketplace to a supplier. An anonymous shopper's order gets the ID that their token
 * names, unless somebody has taken that order over.
 *
 * @throws ApiError IdExists for one who has an order, beside what its parties and `newOrder` throw.
 */
export async function createOrder(
  work: UserWork,
  direction: OrderDirection,
  body: OrderBody,
  id: string | null | undefined = body.ID,
): Promise<OrderHead> {
  const { anonymousOrderId } = work.actor;
  const [parties, guest] = await Promise.all([
    partiesOf(work, direction, body),
    anonymousOrderId === null ? undefined : orderOfGuest(work.db, anonymousOrderId),
  ]);
  if (guest?.own != null) throw idExists("Order", guest.own);
  const order = await newOrder(work, parties, body, guest === undefined ? id : guest.taken ? null : anonymousOrderId);
  return store(work, order, order).head;
}

/**
 * The order that a shopper's first write to their cart begins, with nothing in it yet. It is not stored yet.
 *
 * @param user the caller.
 * @param id its ID; null for a new one.
 */
export const newCart = (work: UserWork, user: FromUser, id: string | null): Promise<FullOrder> =>
  newOrder(work, { from: user, supplierId: null }, {}, id);

/**
 * An order between parties, which is not stored yet.
 *
 * @param id its ID; null for a new one.
 * @throws ApiError NotFound (Address), Address.IsNotShippingAddress, Order.OverrideShippingPermission,
 *   Order.OverrideTaxPermission
 */
export async function newOrder(
  work: UserWork,
  { from, supplierId }: Parties,
  body: OrderBody,
  id: string | null | undefined,
): Promise<FullOrder> {
  const { db, actor } = work;
  const owner = { buyer_id: from.buyerId, from_user_key: from.key };
  const { BillingAddressID, ShippingAddressID } = body;
  const wanted = [BillingAddressID, ShippingAddressID].filter((one): one is string => !!one);
  const addresses = await findAddresses(db, owner, wanted);
  const billing = BillingAddressID ? orRefuse(addressFor(addresses, BillingAddressID, "billing")) : undefined;
  const shipping = ShippingAddressID ? orRefuse(addressFor(addresses, ShippingAddressID, "shipping")) : undefined;
  const head: OrderHead = {
    ...blankHead(work.now),
    anonymous_id: actor.anonymousOrderId,
    ID: await resolveId(db, work.services.ids, "Order", id),
    FromUser: from.shown,
    FromCompanyID: from.buyerId ?? db.marketplaceId,
    ToCompanyID: supplierId ?? db.marketplaceId,
    FromUserID: from.id,
    BillingAddressID: billing?.id ?? null,
    BillingAddress: billing?.copy ?? null,
    ShippingAddressID: shipping?.id ?? null,
    Comments: body.Comments ?? null,
    Currency: from.currency,
    ...orRefuse(costsAfter(actor, body, noCosts)),
    xp: body.xp ?? null,
    ...owner,
    supplier_id: supplierId,
    shipping_address_id: shipping?.id ?? null,
    shipping_address: shipping?.copy ?? null,
  };
  return settle({ head, isNew: true, lines: [], payments: [] }).order;
}

/** Nothing is wrong with the body: the same at the other direction is carried out. */
const wrongDirection = (message: string): ApiError => apiError("Order.CannotCreateInvalid", null, message);

function partiesOf(work: UserWork, direction: OrderDirection, body: OrderBody): Promise<Parties> {
  const { actor } = work;
  switch (actor.userType) {
    case "Buyer":
      if (direction === "Incoming") throw wrongDirection("Buyers order: create it as Outgoing.");
      return ownParties(work, body);
    case "Supplier":
      if (direction === "Outgoing") throw wrongDirection("Suppliers are ordered from: create it as Incoming.");
      return onBehalf(work, body);
    case "Seller": {
      const fromBuyer = !!body.FromCompanyID && !sameId(body.FromCompanyID, actor.companyId);
      return direction === "Incoming" || (direction === "All" && fromBuyer)
        ? onBehalf(work, body)
        : toSupplier(work, body);
    }
  }
}

async function ownParties(work: UserWork, body: OrderBody): Promise<Parties> {
  const { actor, db } = work;
  const colleague = !!body.FromUserID && !sameId(body.FromUserID, actor.userId) && hasRole(actor, "OrderAdmin");
  const from = colleague
    ? await findBuyerUser(db, actor.companyId, body.FromUserID as string)
    : await (actor.anonymousOrderId === null ? findStayingUser : findUserByKey)(db, actor.userKey);
  // Callers who are gone were deleted since their token was looked at.
  if (from === undefined)
    throw colleague ? apiError("Buyer.UserNotFound", { UserID: body.FromUserID as string }) : apiError("InvalidToken");
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
  const from = await findStayingUser(work.db, work.actor.userKey);
  if (from === undefined) throw apiError("InvalidToken");
  if (!body.ToCompanyID || sameId(body.ToCompanyID, work.actor.companyId))
    throw apiError("Order.CannotCreateInvalid", null, "ToCompanyID must name the supplier that the order goes to.");
  return { from, supplierId: await sellerFor(work, null, body.ToCompanyID) };
}

/** @throws ApiError NotFound (Supplier) unless the buyer may order there. */
export async function sellerFor(
  { db }: UserWork,
  buyerId: string | null,
  toCompanyId: string | null | undefined,
): Promise<string | null> {
  const seller = await findSeller(db, buyerId, toCompanyId, { stays: true });
  if (seller === undefined) throw notFound("Supplier", withoutTombstoneId(toCompanyId ?? ""));
  return seller;
}
