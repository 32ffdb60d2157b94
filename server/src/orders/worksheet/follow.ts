import type { Order, OrderSubmitResponse } from "@orderwell/contract";
import { ApiError } from "../../platform/errors/api-error.ts";
import { OutboundError } from "../../platform/outbound/outbound.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { open } from "../aggregate/open.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { failedAnswer, noticeIn, storedAnswer } from "./answer.ts";
import { type AnswerName, keepAnswerTo, noteQuestion } from "./answers.store.ts";
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

/**
 * Tells the service of the caller's API client that an order was submitted or approved, and keeps what it says: what was done stands
 * whatever that is. No transaction is open while the service works, since it calls the API itself.
 */
export async function tellOf(
  byStatus: ByStatus,
  events: CheckoutEvents,
  request: Outside,
  done: Pick<Order, "ID" | "Status">,
): Promise<void> {
  const happened = byStatus[done.Status];
  const { actor, works, now, logId, services } = request;
  const { checkoutEventId, marketplaceId } = actor;
  if (checkoutEventId === null || happened === undefined) return;
  const question = services.ids.guid();
  const found = await works.run(
    marketplaceId,
    actor,
    "write",
    async (work: UserWork) => {
      const [order, service] = await Promise.all([
        open(work, storedOrder(done.ID), { lock: true }),
        events.find(work.db, checkoutEventId),
      ]);
      if (order === undefined || service === undefined) return undefined;
      await noteQuestion(work.db, order.head.ID, question);
      return { service, sheet: await worksheet(work, order.head) };
    },
    { now, logId },
  );
  if (found === undefined) return;
  const answer = await events
    .ask(request, found.service, happened.step, found.sheet)
    .then((reply) => noticeIn(happened.answer, reply), unanswered);
  await works.run(
    marketplaceId,
    actor,
    "write",
    ({ db }) => keepAnswerTo(db, question, happened.answer, storedAnswer(answer)),
    { logId },
  );
}

/** What stands for an answer that did not come: the status that a gateway would give. */
function unanswered(error: unknown): OrderSubmitResponse {
  if (error instanceof OutboundError) return failedAnswer(error.failure === "TimedOut" ? 504 : 502, error.message);
  if (error instanceof ApiError) return failedAnswer(error.status, error.message);
  throw error;
}
