import type { OrderCalculateResponse, OrderWorksheet, ShipEstimateResponse } from "@orderwell/contract";
import { type Json, jsonb } from "../../platform/db/json.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { suppliersNamed } from "../ad-hoc/suppliers.store.ts";
import { findAddresses } from "../addresses/addresses.store.ts";
import { addressesNamed, atPresent, linesDiffer } from "../addresses/present.ts";
import { basisOf } from "../aggregate/invalidation.ts";
import { open } from "../aggregate/open.store.ts";
import { type Order, productIdsOf, withHead } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { settle } from "../aggregate/settle.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { store } from "../aggregate/write.store.ts";
import { badAnswer, noAnswer, type ServiceReply } from "../answers/usable.ts";
import { answerIn, storedAnswer } from "./answer.ts";
import { type AnswerName, keepAnswer, readAnswers } from "./answers.store.ts";
import { checkAmounts, type Named, withCalculation } from "./calculated.ts";
import type { CheckoutEvents, CheckoutStep } from "./events.ts";
import { worksheet } from "./worksheet.ts";

type Opened = Order<"lines" | "promotions">;

/** What was asked of a service, and what it said. */
export interface Asked {
  readonly orderId: string;
  /** Of the order as it was when the service was asked. */
  readonly basis: string;
  readonly reply: ServiceReply;
}

/** Only what is being shopped is estimated and calculated: nothing else can be changed by it. */
function checkStatus({ head }: Order): void {
  if (head.Status !== "Unsubmitted") throw badAnswer("The order is not unsubmitted.");
}

/**
 * The order at the prices and addresses of now, as submission will have it: services work out the rest of that. One that
 * cannot be submitted as it is stays so.
 */
async function renewed(work: UserWork, order: Opened): Promise<Opened> {
  const [{ products }, addresses] = await Promise.all([
    purchasesFor(work, order.head, productIdsOf(order), []),
    findAddresses(work.db, order.head, addressesNamed(order)),
  ]);
  const { order: present, findings } = atPresent(order, { now: work.now, products, addresses });
  if (findings.size > 0) return order;
  const billing = [order, present].map(({ head }) => jsonb(head.BillingAddress));
  if (!linesDiffer(order, present) && billing[0] === billing[1]) return order;
  return store(work, order, present);
}

/**
 * Asks the service of the caller's API client about an order.
 *
 * @param find the order, as the request names it, locked.
 * @throws ApiError IntegrationEvent.ApiClientNotConfiguredForOrderCalculate, IntegrationEvent.BadRequest when no answer comes
 */
export async function ask(
  events: CheckoutEvents,
  request: Outside,
  step: CheckoutStep,
  find: (work: UserWork) => Promise<Opened>,
): Promise<Asked> {
  const { actor, works, now, logId } = request;
  const { checkoutEventId } = actor.clientSettings;
  const read = async (work: UserWork) => {
    // Whether there is such an order comes first: what the caller may not see is nowhere, whatever their client has.
    const [order, service] = await Promise.all([
      find(work),
      checkoutEventId === null ? undefined : events.find(work.db, checkoutEventId),
    ]);
    if (service === undefined) throw apiError("IntegrationEvent.ApiClientNotConfiguredForOrderCalculate");
    checkStatus(order);
    const present = await renewed(work, order);
    return { order: present, service, sheet: await worksheet(work, present.head) };
  };
  const { order, service, sheet } = await works.run(actor.marketplaceId, actor, "write", read, { now, logId });
  const reply = await events.ask(request, service, step, sheet).catch(noAnswer);
  return { orderId: order.head.ID, basis: basisOf(order), reply };
}

/** The order that a service was asked about, to be changed, as long as the answer is about it. */
async function reopen(work: UserWork, { orderId, basis }: Asked): Promise<Opened> {
  const order = await open(work, storedOrder(orderId), { lock: true, with: ["lines", "promotions"] });
  if (order === undefined) throw notFound("Order", orderId);
  checkStatus(order);
  if (basisOf(order) !== basis) throw badAnswer("The order changed while the integration was asked.");
  return order;
}

/** Keeps the estimate of an order's shipping, whatever the service said. */
export async function estimate(work: UserWork, asked: Asked): Promise<OrderWorksheet> {
  const answer = answerIn("ShipEstimateResponse", asked.reply);
  const order = await reopen(work, asked);
  return answered(
    work,
    order,
    "ShipEstimateResponse",
    storedAnswer(answer),
    withHead(order, { shipping_estimated: true }),
  );
}

/** Keeps the calculation of an order; one that succeeded becomes its amounts. */
export async function calculate(work: UserWork, asked: Asked): Promise<OrderWorksheet> {
  const answer = answerIn("OrderCalculateResponse", asked.reply);
  checkAmounts(answer);
  const order = await reopen(work, asked);
  const after = answer.Succeeded
    ? withHead(await applied(work, order, answer), { calculation: "Succeeded" })
    : withHead(order, { calculation: "Failed" });
  return answered(work, order, "OrderCalculateResponse", storedAnswer(answer), after);
}

async function applied(work: UserWork, order: Opened, answer: OrderCalculateResponse): Promise<Opened> {
  const [held, named] = await Promise.all([heldEstimate(work, order), namedBy(work, order, answer)]);
  const after = withCalculation(order, answer, held, named);
  const removed = order.lines.filter(({ ID }) => !after.lines.some((line) => line.ID === ID));
  const products = productIdsOf({ lines: removed });
  const bought = products.length === 0 ? new Map() : (await purchasesFor(work, order.head, products, [])).products;
  return settle(after, { now: work.now, products: bought, anew: () => false }).order;
}

/** Reads what an answer names beyond the order; nothing where it names nothing. */
async function namedBy(work: UserWork, order: Opened, { LineItemOverrides }: OrderCalculateResponse): Promise<Named> {
  const overrides = LineItemOverrides ?? [];
  const records = overrides.flatMap(({ InventoryRecordID: id }) => id || []);
  const { supplier_id: supplierId, Currency } = order.head;
  const sellerId = supplierId ?? work.marketplaceId;
  const [suppliers, { stock }] = await Promise.all([
    suppliersNamed(
      work.db,
      overrides.map(({ Product }) => Product?.DefaultSupplierID),
    ),
    records.length === 0
      ? { stock: new Map() }
      : work.services.productReads.supplies(work, sellerId, Currency, productIdsOf(order), records),
  ]);
  return { suppliers, stock };
}

/** The estimate of shipping that holds of an order; null without one. */
export async function heldEstimate(work: UserWork, { head }: Order): Promise<ShipEstimateResponse | null> {
  if (!head.shipping_estimated) return null;
  const { ShipEstimateResponse } = await readAnswers(work.db, head.ID);
  return (ShipEstimateResponse?.value ?? null) as ShipEstimateResponse | null;
}

/** Stores an answer, what became of the order by it, and shows both. */
export async function answered(
  work: UserWork,
  before: Order,
  name: AnswerName,
  answer: Json,
  after: Order,
): Promise<OrderWorksheet> {
  const stored = store(work, before, after, { byAnswer: true });
  await keepAnswer(work.db, stored.head.ID, name, answer);
  return worksheet(work, stored.head);
}
