import type { Operations, Payment } from "@orderwell/contract";
import { refusingDuplicates } from "../../platform/crud/crud.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
import { touch } from "../order/store.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { inCents } from "./amounts.ts";
import { refuseCanceled } from "./rules.ts";
import { paymentTable } from "./stored-payment.ts";

const table = new Table("payment_transaction", "PaymentTransaction");

async function paymentId({ db }: AnyCall, order: StoredOrder, id: string): Promise<string> {
  const payment = await paymentTable.find(db, { columns: { order_id: order.ID } }, id, true);
  if (payment === undefined) throw notFound("Payment", id);
  return payment.ID;
}

/** Records what a provider did with a payment. @throws ApiError NotFound (Payment), IdExists, Payment.CannotEditCancelled */
export async function addTransaction(
  call: AnyCall,
  order: StoredOrder,
  id: string,
  body: Operations["Payments.CreateTransaction"]["body"],
): Promise<Row<Payment>> {
  const { db } = call;
  const payment = await paymentId(call, order, id);
  refuseCanceled(order);
  const draft = {
    ...body,
    ID: await resolveId(db, call.services.ids, "PaymentTransaction", body.ID),
    Amount: inCents(body.Amount),
  };
  const scope = { columns: { order_id: order.ID, payment_id: payment } };
  await refusingDuplicates("PaymentTransaction", draft.ID, () => table.insert(db, scope, { ...draft }));
  const [row] = await Promise.all([
    paymentTable.find(db, { columns: { order_id: order.ID } }, payment),
    touch(call, order),
  ]);
  return row as Row<Payment>;
}

/** @throws ApiError NotFound (Payment, PaymentTransaction), Payment.CannotEditCancelled */
export async function removeTransaction(
  call: AnyCall,
  order: StoredOrder,
  id: string,
  transactionId: string,
): Promise<void> {
  const payment = await paymentId(call, order, id);
  refuseCanceled(order);
  const scope = { columns: { order_id: order.ID, payment_id: payment } };
  if (!(await table.remove(call.db, scope, transactionId))) throw notFound("PaymentTransaction", transactionId);
  await touch(call, order);
}
