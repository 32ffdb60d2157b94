import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { findOrder, type OrderCall } from "../aggregate/open.store.ts";
import type { Order } from "../aggregate/order.ts";
import { paymentsOf, paymentTable } from "../aggregate/payment-row.store.ts";
import { addTransaction, removeTransaction } from "./transactions.ts";
import { createPayment, deletePayment, patchPayment, paymentParts } from "./write.ts";

/** The order of the path with its payments, to be changed. */
const open = (call: OrderCall): Promise<Order<"payments" | "returns">> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: paymentParts });

/** Payments of the path's order: read along with the order itself, which says who may see them. */
const ofOrder = ({ db, path }: OrderCall) => paymentsOf(db, path.orderID);

/** Operations on the payments of orders (docs/behaviour/orders.md §9). */
export const paymentOperations = (): Implementation[] =>
  implement("Payments", {
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
    Create: async (call) => createPayment(call, await open(call), call.body),
    Patch: async (call) => patchPayment(call, await open(call), call.path.paymentID, call.body),
    Delete: async (call) => deletePayment(call, await open(call), call.path.paymentID),
    CreateTransaction: async (call) => addTransaction(call, await open(call), call.path.paymentID, call.body),
    DeleteTransaction: async (call) =>
      removeTransaction(call, await open(call), call.path.paymentID, call.path.transactionID),
  });
