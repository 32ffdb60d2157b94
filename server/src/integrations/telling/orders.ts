import { orderDocument } from "../../orders/index.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Said } from "../outgoing/message.ts";
import { asReplied } from "./replied.ts";

type Values = Readonly<Record<string, unknown>>;

/** Numbers of the statuses of orders in messages. */
const statuses: Readonly<Record<string, number>> = {
  Unsubmitted: 1,
  AwaitingApproval: 2,
  Declined: 3,
  Open: 4,
  Completed: 5,
  Canceled: 6,
};

async function read(work: UserWork, id: string) {
  const found = await orderDocument(work.db, id);
  if (found === undefined) return undefined;
  return {
    order: asReplied("Order", found.order),
    lines: found.lines.map((line) => asReplied("LineItem", line)),
    payments: found.payments.map((payment) => asReplied("Payment", payment)),
  };
}

/** The state of a submitted order with its lines (docs/behaviour/integrations.md §6.1). */
export async function tellOrder(work: UserWork, id: string): Promise<Said | undefined> {
  const found = await read(work, id);
  if (found === undefined || found.order.IsSubmitted !== true) return undefined;
  const { order, lines } = found;
  const { xp, ...rest } = order;
  return {
    type: "ordersync.updated",
    says: { ...rest, Status: statuses[String(order.Status)] ?? null, LineItems: lines, xp },
  };
}

function lineSays(line: Values): Values {
  const product = (line.Product ?? {}) as Values;
  const variant = line.Variant as Values | null;
  return {
    LineID: line.ID,
    Product: {
      ProductID: line.ProductID,
      ProductName: product.Name ?? null,
      ProductDescription: product.Description ?? null,
      Price: line.UnitPrice,
      Variant: variant && { VariantName: variant.Name ?? null, VariantDescription: variant.Description ?? null },
      xp: product.xp ?? null,
    },
    Quantity: line.Quantity,
    Price: line.UnitPrice,
    LineTotal: line.LineTotal,
    LineSubTotal: line.LineSubtotal,
    xp: line.xp,
  };
}

/** An order that was submitted, as analysis is told of it (docs/behaviour/integrations.md §7). */
export async function tellSubmission(work: UserWork, id: string): Promise<Said | undefined> {
  const found = await read(work, id);
  if (found === undefined) return undefined;
  const { order, lines, payments } = found;
  return {
    type: "orders.submitted",
    says: {
      OrderID: order.ID,
      Currency: order.Currency,
      Email: ((order.FromUser ?? {}) as Values).Email ?? null,
      OrderDate: order.DateSubmitted,
      OrderStatus: order.Status,
      OrderTotal: order.Total,
      OrderSubtotal: order.Subtotal,
      Payments: payments,
      LineItems: lines.map(lineSays),
      xp: order.xp,
    },
  };
}

/** A line of a cart; undefined where it was taken off again. */
export async function tellLine(
  work: UserWork,
  state: "line.added" | "line.updated",
  orderId: string,
  id: string,
): Promise<Said | undefined> {
  const found = await read(work, orderId);
  const line = found?.lines.find(({ ID }) => ID === id);
  if (found === undefined || line === undefined) return undefined;
  const type = state === "line.added" ? "orders.lines.added" : "orders.lines.updated";
  return { type, says: { OrderID: found.order.ID, Currency: found.order.Currency, ...lineSays(line) } };
}
