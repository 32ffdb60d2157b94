import type { Operations, Payment } from "@orderwell/contract";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { refusingDuplicates } from "../../platform/crud/refusing-duplicates.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { touch } from "../order/store.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { inCents } from "./amounts.ts";
import { refuseCanceled } from "./rules.ts";
import { paymentTable } from "./stored-payment.ts";

const table = new Table("payment_transaction", "PaymentTransaction");

async function paymentId({ db }: Work, order: StoredOrder, id: string): Promise<string> {
  const payment = await paymentTable.find(db, { columns: { order_id: order.ID } }, id, true);
  if (payment === undefined) throw notFound("Payment", id);
  return payment.ID;
}

/** Records what a provider did with a payment. @throws ApiError NotFound (Payment), IdExists, Payment.CannotEditCancelled */
export async function addTransaction(
  work: Work,
  order: StoredOrder,
  id: string,
  body: Operations["Payments.CreateTransaction"]["body"],
): Promise<Row<Payment>> {
  const { db } = work;
  const payment = await paymentId(work, order, id);
  refuseCanceled(order);
  const draft = {
    ...body,
    ID: await resolveId(db, work.services.ids, "PaymentTransaction", body.ID),
    Amount: inCents(body.Amount),
  };
  const scope = { columns: { order_id: order.ID, payment_id: payment } };
  await refusingDuplicates("PaymentTransaction", draft.ID, () => table.insert(db, scope, { ...draft }));
  const [row] = await Promise.all([
    paymentTable.find(db, { columns: { order_id: order.ID } }, payment),
    touch(work, order),
  ]);
  return row as Row<Payment>;
}

/** @throws ApiError NotFound (Payment, PaymentTransaction), Payment.CannotEditCancelled */
export async function removeTransaction(
  work: Work,
  order: StoredOrder,
  id: string,
  transactionId: string,
): Promise<void> {
  const payment = await paymentId(work, order, id);
  refuseCanceled(order);
  const scope = { columns: { order_id: order.ID, payment_id: payment } };
  if (!(await table.remove(work.db, scope, transactionId))) throw notFound("PaymentTransaction", transactionId);
  await touch(work, order);
}
