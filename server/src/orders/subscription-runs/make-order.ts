import { formatInstant } from "../../platform/dates.ts";
import { ApiError, notFound, orRefuse, refuse } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { addressFor, findAddresses, type SavedAddress } from "../addresses/addresses.store.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import { type FromUser, findStayingUser } from "../aggregate/from-user.store.ts";
import { recordFindings, stockFindings } from "../aggregate/inventory.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { findSeller } from "../aggregate/sellers.store.ts";
import { settle } from "../aggregate/settle.ts";
import { store } from "../aggregate/write.store.ts";
import { acceptedAtFirst } from "../payments/rules.ts";
import { draftPayment } from "../payments/write.ts";
import { availableItems, bundlesOf } from "../subscriptions/available.ts";
import type { DueSubscription } from "./runs.store.ts";

/** What became of a subscription's order. */
export interface Made {
  /** Null where it could not be made. */
  readonly orderId: string | null;
  /** Code of the first thing that stood against it. */
  readonly errorCode: string | null;
  /** Products that the subscriber cannot have now: the order is made without them. */
  readonly unavailableProductIds: readonly string[];
}

type Draft = Order<"lines" | "payments">;

/**
 * Makes the order of a subscription that is due: unsubmitted, for whoever it is for, of those items that they can have now
 * (docs/behaviour/subscriptions.md §3). All of it or nothing.
 */
export async function makeOrder(work: Work, subscription: DueSubscription, items: readonly OrderLine[]): Promise<Made> {
  const [{ products, stock }, bundles] = await Promise.all([
    purchasesFor(
      work,
      { ...subscription, Currency: null },
      productIdsOf({ lines: items }),
      items.flatMap(({ InventoryRecordID: id }) => id ?? []),
    ),
    bundlesOf(work.db, items),
  ]);
  const available = availableItems(items, { products, bundles });
  const unavailableProductIds = [
    ...new Set(items.filter((item) => !available.includes(item)).map(({ ProductID }) => ProductID)),
  ];
  if (available.length === 0)
    return { orderId: null, errorCode: "Order.CannotSubmitWithNoLineItems", unavailableProductIds };
  try {
    const head = await headFor(work, subscription);
    const lines = await linesFor(work, head, available);
    const { order, findings } = settle<Draft>(
      { head, isNew: true, lines, payments: [] },
      { now: work.now, products, anew: () => true },
    );
    refuse(...[...findings.values()].flat());
    refuse(...recordFindings(order.lines, stock), ...stockFindings(order, stock));
    const paid = await withPayment(work, order, subscription);
    store(work, { ...paid, lines: [], payments: [] }, paid);
    return { orderId: head.ID, errorCode: null, unavailableProductIds };
  } catch (error) {
    // Nothing was written before everything was found in order.
    if (error instanceof ApiError) return { orderId: null, errorCode: error.code, unavailableProductIds };
    throw error;
  }
}

/** @throws ApiError NotFound (Address, Supplier), Address.IsNotShippingAddress */
async function headFor(work: Work, subscription: DueSubscription): Promise<OrderHead> {
  const { db, marketplaceId, now, services } = work;
  const { billingAddressId, shippingAddressId, buyer_id, from_user_key, supplier_id } = subscription;
  const [user, addresses, seller] = await Promise.all([
    findStayingUser(db, from_user_key) as Promise<FromUser>,
    findAddresses(
      db,
      subscription,
      [billingAddressId, shippingAddressId].filter((id) => id !== null),
    ),
    findSeller(db, buyer_id, supplier_id, { stays: true }),
  ]);
  if (seller === undefined) throw notFound("Supplier", supplier_id);
  const billing = billingAddressId === null ? undefined : orRefuse(addressFor(addresses, billingAddressId, "billing"));
  const shipping =
    shippingAddressId === null ? undefined : orRefuse(addressFor(addresses, shippingAddressId, "shipping"));
  return {
    ...blankHead(now),
    ID: services.ids.next(),
    SubscriptionID: subscription.id,
    FromUser: user.shown,
    FromUserID: user.id,
    FromCompanyID: buyer_id,
    ToCompanyID: supplier_id ?? marketplaceId,
    Currency: user.currency,
    ...(billing && { BillingAddressID: billing.id, BillingAddress: billing.copy }),
    ...(shipping && {
      ShippingAddressID: shipping.id,
      shipping_address_id: shipping.id,
      shipping_address: shipping.copy,
    }),
    buyer_id,
    from_user_key,
    supplier_id,
  };
}

/** The items as lines of an order: each goes where it says, or where the order does. @throws ApiError NotFound (Address) */
async function linesFor({ db, now }: Work, head: OrderHead, items: readonly OrderLine[]): Promise<OrderLine[]> {
  const own = items.flatMap(({ ShippingAddressID: id }) => id ?? []);
  const addresses = await findAddresses(db, head, [...new Set(own)]);
  const general: Pick<SavedAddress, "id" | "copy"> | null =
    head.shipping_address_id === null
      ? null
      : { id: head.shipping_address_id, copy: head.shipping_address as SavedAddress["copy"] };
  return items.map((item, index) => {
    const { ShippingAddressID: id, DateNeeded: needed } = item;
    const to = id === null ? general : orRefuse(addressFor(addresses, id, "shipping"));
    // They keep their order, which goes by when they were added.
    const added = new Date(now.getTime() + index);
    return {
      ...item,
      order_id: head.ID,
      DateAdded: formatInstant(added),
      DateNeeded: needed !== null && Date.parse(needed) > added.getTime() ? needed : null,
      ShippingAddressID: to?.id ?? null,
      ShippingAddress: (to?.copy.value ?? null) as OrderLine["ShippingAddress"],
    };
  });
}

/** @throws ApiError Payment.*, NotFound (CreditCard) */
async function withPayment(
  work: Work,
  order: Draft,
  { paymentType: Type, creditCardId, spendingAccountId }: DueSubscription,
): Promise<Draft> {
  if (Type === null) return order;
  const body = { Type, CreditCardID: creditCardId, SpendingAccountID: spendingAccountId };
  return { ...order, payments: [await draftPayment(work, order, body, acceptedAtFirst(Type))] };
}
