import type { Operations, Payment } from "@orderwell/contract";
import { resolveId } from "../../platform/crud/identifiers.ts";
import type { Row } from "../../platform/db/json.ts";
import { notFound, refuse } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { inCents } from "../aggregate/amounts.ts";
import { type Order, paymentOf } from "../aggregate/order.ts";
import { paymentTable } from "../aggregate/payment-row.store.ts";
import { store } from "../aggregate/write.store.ts";
import { canceledFinding } from "./rules.ts";
import { transactionTable } from "./transactions.store.ts";

/** Records what a provider did with a payment. @throws ApiError NotFound (Payment), IdExists, Payment.CannotEditCancelled */
export async function addTransaction(
  work: Work,
  order: Order<"payments">,
  id: string,
  body: Operations["Payments.CreateTransaction"]["body"],
): Promise<Row<Payment>> {
  const { db } = work;
  const { ID: paymentId } = paymentOf(order, id);
  refuse(canceledFinding(order.head));
  const draft = {
    ...body,
    ID: await resolveId(db, work.services.ids, "PaymentTransaction", body.ID),
    Amount: inCents(body.Amount),
  };
  const scope = { columns: { order_id: order.head.ID, payment_id: paymentId } };
  await transactionTable.insert(db, scope, { ...draft });
  store(work, order, order);
  return (await paymentTable.find(db, { columns: { order_id: order.head.ID } }, paymentId)) as Row<Payment>;
}

/** @throws ApiError NotFound (Payment, PaymentTransaction), Payment.CannotEditCancelled */
export async function removeTransaction(
  work: Work,
  order: Order<"payments">,
  id: string,
  transactionId: string,
): Promise<void> {
  const { ID: paymentId } = paymentOf(order, id);
  refuse(canceledFinding(order.head));
  const scope = { columns: { order_id: order.head.ID, payment_id: paymentId } };
  if (!(await transactionTable.remove(work.db, scope, transactionId)))
    throw notFound("PaymentTransaction", transactionId);
  store(work, order, order);
}
