import type { OrderCalculateResponse, OrderSubmitResponse, ShipEstimateResponse } from "@orderwell/contract";
import { Json } from "../../platform/db/json.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { isSilence, OutboundError } from "../../platform/outbound/outbound.ts";
import type { Unanswered } from "../../platform/outbox/answers.ts";
import { isSuccess, resultIn, type ServiceReply } from "../answers/usable.ts";
import type { AnswerName } from "./answers.store.ts";

interface Models {
  readonly ShipEstimateResponse: ShipEstimateResponse;
  readonly OrderCalculateResponse: OrderCalculateResponse;
  readonly OrderSubmitResponse: OrderSubmitResponse;
  readonly OrderSubmitForApprovalResponse: OrderSubmitResponse;
  readonly OrderApprovedResponse: OrderSubmitResponse;
  readonly SubscriptionIntegrationResponse: OrderSubmitResponse;
}

/** Characters that are kept of an answer that is no result. */
const keptCharacters = 20_000;

/** Text of a service, as the database takes it. */
const kept = (text: string): string => text.slice(0, keptCharacters).replaceAll("\0", "").toWellFormed();

/** The answer of a service that has none to give but a status and a text. */
const failedAnswer = (status: number, text: string): OrderSubmitResponse => ({
  HttpStatusCode: status,
  UnhandledErrorBody: kept(text),
  xp: null,
  Succeeded: false,
});

/**
 * A reply of a service as its model, with how it ended (docs/behaviour/orders.md §13). What the service itself says of a
 * status or an error counts; services whose language has no null say a status of 0.
 *
 * @throws ApiError IntegrationEvent.BadRequest for a success that is not the JSON of the model.
 */
export function answerIn<Name extends AnswerName>(name: Name, { status, text }: ServiceReply): Models[Name] {
  if (!isSuccess(status)) return failedAnswer(status, text) as Models[Name];
  const body = resultIn(name, text) as Partial<OrderSubmitResponse>;
  const stated = body.HttpStatusCode;
  const HttpStatusCode = stated != null && stated >= 100 && stated <= 599 ? stated : status;
  const UnhandledErrorBody = body.UnhandledErrorBody == null ? null : kept(body.UnhandledErrorBody);
  return {
    ...body,
    HttpStatusCode,
    UnhandledErrorBody,
    Succeeded: isSuccess(HttpStatusCode) && !UnhandledErrorBody,
  } as Models[Name];
}

/**
 * The same where nothing depends on it: what is not the JSON of the model is an error that the answer tells of, and nothing
 * at all is a success.
 */
export function noticeIn(name: AnswerName, reply: ServiceReply): OrderSubmitResponse {
  if (reply.text.trim() === "") return answerIn(name, { ...reply, text: "{}" });
  try {
    return answerIn(name, reply);
  } catch (error) {
    if (error instanceof ApiError) return failedAnswer(reply.status, reply.text);
    throw error;
  }
}

/** An answer that came or did not, and what the outbox is to know of it. */
export interface Heard {
  readonly answer: OrderSubmitResponse;
  /** Undefined where the service said something, whatever it was. */
  readonly outcome: Unanswered | undefined;
}

/** What a service said to something, or what stands for that. @throws what is no failure of a call */
export async function heard(name: AnswerName, reply: Promise<ServiceReply>): Promise<Heard> {
  try {
    return { answer: noticeIn(name, await reply), outcome: undefined };
  } catch (error) {
    return { answer: unanswered(error), outcome: isSilence(error) ? { unanswered: true } : undefined };
  }
}

/** What stands for an answer that did not come: the status that a gateway would give. @throws what is no failure of a call */
function unanswered(error: unknown): OrderSubmitResponse {
  if (error instanceof OutboundError) return failedAnswer(error.failure === "TimedOut" ? 504 : 502, error.message);
  if (error instanceof ApiError) return failedAnswer(error.status, error.message);
  throw error;
}

/** An answer as it is stored: JSON whose decimals are text, as `ReplyWriter` takes them. */
export const storedAnswer = (answer: OrderSubmitResponse): Json => new Json(JSON.stringify(answer));
