import { notFound } from "../../platform/errors/api-error.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { type Implementation, implementSome, sharing } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Order } from "../aggregate/order.ts";
import { paymentTable } from "../aggregate/payment-row.store.ts";
import { addTransaction, removeTransaction } from "../payments/transactions.ts";
import { createPayment, deletePayment, patchPayment, paymentParts } from "../payments/write.ts";
import { findCart, lockCart, whoseCart } from "./cart.ts";

/** The cart to be changed: without one there is no payment to find. @throws ApiError NotFound (Payment) */
async function withPayment(work: UserWork, paymentId: string): Promise<Order<"payments" | "returns">> {
  const order = await lockCart(work, paymentParts);
  if (order === undefined) throw notFound("Payment", paymentId);
  return order;
}

/** Operations on the payments of the cart (docs/behaviour/orders.md §9, §11). */
export function cartPaymentOperations(): Implementation[] {
  const operations = implementSome("Cart", {
    async ListPayments(call) {
      const order = await findCart(call);
      return order === undefined
        ? { Meta: pageMeta(call.list.query, 0), Items: [] }
        : paymentTable.list(call.db, { columns: { order_id: order.head.ID } }, call.list);
    },
    async GetPayment(call) {
      const { paymentID } = call.path;
      const order = await findCart(call);
      const payment = order && (await paymentTable.find(call.db, { columns: { order_id: order.head.ID } }, paymentID));
      if (payment === undefined) throw notFound("Payment", paymentID);
      return payment;
    },
    async CreatePayment(call) {
      const order = await lockCart(call, paymentParts);
      if (order === undefined) throw notFound("Order", null);
      return createPayment(call, order, call.body);
    },
    async PatchPayment(call) {
      const { paymentID } = call.path;
      return patchPayment(call, await withPayment(call, paymentID), paymentID, call.body);
    },
    async DeletePayment(call) {
      const { paymentID } = call.path;
      return deletePayment(call, await withPayment(call, paymentID), paymentID);
    },
    async CreatePaymentTransaction(call) {
      const { paymentID } = call.path;
      return addTransaction(call, await withPayment(call, paymentID), paymentID, call.body);
    },
    async DeletePaymentTransaction(call) {
      const { paymentID, transactionID } = call.path;
      return removeTransaction(call, await withPayment(call, paymentID), paymentID, transactionID);
    },
  });
  return sharing(operations, {
    // What there is on a spending account is for one after the other to read.
    "Cart.CreatePayment": (call) => (call.body.SpendingAccountID ? undefined : whoseCart(call)),
  });
}
