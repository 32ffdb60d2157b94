import type { Order } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { Following } from "../../platform/operation/implement.ts";
import type { Unanswered } from "../../platform/outbox/answers.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Outside } from "../../platform/work/outside.ts";
import { open } from "../aggregate/open.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { heard, storedAnswer } from "./answer.ts";
import { type AnswerName, askedAbout, keepAnswerTo, noteQuestion } from "./answers.store.ts";
import type { CheckoutEvents, CheckoutStep } from "./events.ts";
import { worksheet } from "./worksheet.ts";

/** Step of a checkout that has happened, and where the answer to it goes. */
interface Happened {
  readonly step: CheckoutStep;
  readonly answer: AnswerName;
}

type ByStatus = Readonly<Partial<Record<Order["Status"], Happened>>>;

/** By the status that an order has after it was submitted. */
export const submitted: ByStatus = {
  Open: { step: "ordersubmit", answer: "OrderSubmitResponse" },
  AwaitingApproval: { step: "ordersubmitforapproval", answer: "OrderSubmitForApprovalResponse" },
};

/** By the status that an order has after an approval: only the last one makes it open. */
export const approved: ByStatus = {
  Open: { step: "orderapproved", answer: "OrderApprovedResponse" },
};

/** Something that a service is to be told of, as it waits. */
interface Awaited extends Happened {
  /** Names it, and the order that it is about. */
  readonly question: string;
  readonly eventId: string;
  /** Whose doing it was. */
  readonly user: Pick<Caller, "userType" | "claims">;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    CheckoutStep: Awaited;
  }
}

function awaitedIn(
  byStatus: ByStatus,
  { actor, logId }: Pick<Outside, "actor" | "logId">,
  { Status }: Pick<Order, "Status">,
): Awaited | undefined {
  const happened = byStatus[Status];
  const { userType, claims, clientSettings } = actor;
  const { checkoutEventId: eventId } = clientSettings;
  if (eventId === null || happened === undefined) return undefined;
  return { ...happened, question: logId, eventId, user: { userType, claims } };
}

/**
 * Tells the service of the caller's API client that an order was submitted or approved, and keeps what it says: what was
 * done stands whatever that is. Should the process end before, another one tells it.
 */
export const following = (byStatus: ByStatus, events: CheckoutEvents): Following => ({
  async note(work, done) {
    const order = done as Pick<Order, "ID" | "Status">;
    const awaited = awaitedIn(byStatus, work, order);
    if (awaited === undefined) return;
    await noteQuestion(work.db, order.ID, awaited.question);
    await work.announce("CheckoutStep", `order/${order.ID}`, awaited);
  },
  async finish(request, done) {
    const awaited = awaitedIn(byStatus, request, done as Pick<Order, "Status">);
    if (awaited !== undefined) await tell(events, request, request.actor.marketplaceId, awaited);
  },
});

/** Deliveries to services of what nobody told them, since the process that did it has ended (docs/behaviour/integrations.md §3). */
export function checkoutDeliveries(
  means: Pick<Outside, "works" | "services">,
  events: CheckoutEvents,
): Subscriber<Delivery<"CheckoutStep">> {
  return {
    name: "checkout-steps",
    types: ["CheckoutStep"],
    // Longer than a service may take for its answer.
    afterMs: () => 60_000,
    targetOf: ({ payload }) => `event/${(payload as Awaited).eventId}`,
    deliver: ({ marketplaceId, payload }) => tell(events, means, marketplaceId, payload),
  };
}

const system = systemActor("checkout");

/** Tells a service, unless that is done. No transaction is open while it works, since it calls the API itself. */
async function tell(
  events: CheckoutEvents,
  { works, services }: Pick<Outside, "works" | "services">,
  marketplaceId: string,
  { question, eventId, step, answer: name, user }: Awaited,
): Promise<Unanswered | undefined> {
  const found = await works.run(marketplaceId, system, "read", async (work) => {
    const { db } = work;
    const [orderId, service] = await Promise.all([askedAbout(db, question), events.find(db, eventId)]);
    const order = orderId === undefined ? undefined : await open({ db }, storedOrder(orderId));
    if (order === undefined || service === undefined) return undefined;
    return { service, sheet: await worksheet({ ...work, actor: user }, order.head) };
  });
  if (found === undefined) return undefined;
  const { answer, outcome } = await heard(
    name,
    events.ask({ actor: user, services }, found.service, step, found.sheet),
  );
  await works.run(marketplaceId, system, "write", ({ db }) => keepAnswerTo(db, question, name, storedAnswer(answer)));
  return outcome;
}
