import type { OrderDirection } from "@orderwell/contract";
import type { Scope } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { type Implementation, implement, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { findOrder } from "../access.ts";
import { cartOrder } from "../cart/cart.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { paymentsOf, paymentTable } from "./stored-payment.ts";
import { addTransaction, removeTransaction } from "./transactions.ts";
import { createPayment, deletePayment, type PaidOrder, patchPayment } from "./write.ts";

type OrderCall = UserWork & { readonly path: { readonly direction: OrderDirection; readonly orderID: string } };

const locked = (call: OrderCall): Promise<StoredOrder> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true });

/** Locks the order of the path and reads its payments along with it. */
async function paid(call: OrderCall): Promise<PaidOrder> {
  const [order, payments] = await Promise.all([locked(call), paymentsOf(call.db, call.path.orderID)]);
  return { order, payments };
}

/** Payments of an order whose ID may be in any case: read along with the order itself, which says who may see them. */
const ofOrder = ({ db, path }: OrderCall): Scope => ({
  where: sql`t.order_id = (select o.id from purchase_order o
    where o.marketplace_id = ${db.marketplaceId} and lower(o.id) = ${path.orderID.toLowerCase()})`,
});

/** The cart, locked: without one there is no payment to find. @throws ApiError NotFound (Payment) */
async function cartOf(work: UserWork, paymentId: string): Promise<StoredOrder> {
  const order = await cartOrder(work, { lock: true });
  if (order === undefined) throw notFound("Payment", paymentId);
  return order;
}

async function paidCart(work: Work, order: StoredOrder): Promise<PaidOrder> {
  return { order, payments: await paymentsOf(work.db, order.ID) };
}

/** How orders are paid (docs/behaviour/orders.md §9). */
export const paymentOperations = (): Implementation[] => [
  ...implement("Payments", {
    async List(call) {
      const { direction, orderID } = call.path;
      const [, page] = await Promise.all([
        findOrder(call, direction, orderID),
        paymentTable.list(call.db, ofOrder(call), call.list),
      ]);
      return page;
    },
    async Get(call) {
      const { direction, orderID, paymentID } = call.path;
      const [, payment] = await Promise.all([
        findOrder(call, direction, orderID),
        paymentTable.find(call.db, ofOrder(call), paymentID),
      ]);
      if (payment === undefined) throw notFound("Payment", paymentID);
      return payment;
    },
    Create: async (call) => createPayment(call, await paid(call), call.body),
    Patch: async (call) => patchPayment(call, await paid(call), call.path.paymentID, call.body),
    Delete: async (call) => deletePayment(call, await paid(call), call.path.paymentID),
    CreateTransaction: async (call) => addTransaction(call, await locked(call), call.path.paymentID, call.body),
    DeleteTransaction: async (call) =>
      removeTransaction(call, await locked(call), call.path.paymentID, call.path.transactionID),
  }),
  ...implementSome("Cart", {
    async ListPayments(call) {
      const order = await cartOrder(call);
      return order === undefined
        ? { Meta: pageMeta(call.list.query, 0), Items: [] }
        : paymentTable.list(call.db, { columns: { order_id: order.ID } }, call.list);
    },
    async GetPayment(call) {
      const { paymentID } = call.path;
      const order = await cartOrder(call);
      const payment = order && (await paymentTable.find(call.db, { columns: { order_id: order.ID } }, paymentID));
      if (payment === undefined) throw notFound("Payment", paymentID);
      return payment;
    },
    async CreatePayment(call) {
      const order = await cartOrder(call, { lock: true });
      if (order === undefined) throw notFound("Order", null);
      return createPayment(call, await paidCart(call, order), call.body);
    },
    async PatchPayment(call) {
      const { paymentID } = call.path;
      return patchPayment(call, await paidCart(call, await cartOf(call, paymentID)), paymentID, call.body);
    },
    async DeletePayment(call) {
      const { paymentID } = call.path;
      return deletePayment(call, await paidCart(call, await cartOf(call, paymentID)), paymentID);
    },
    CreatePaymentTransaction: async (call) =>
      addTransaction(call, await cartOf(call, call.path.paymentID), call.path.paymentID, call.body),
    DeletePaymentTransaction: async (call) =>
      removeTransaction(call, await cartOf(call, call.path.paymentID), call.path.paymentID, call.path.transactionID),
  }),
];
