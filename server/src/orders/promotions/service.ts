import type {
  LineItem,
  OrderPromotion,
  PromotionIntegrationPayload,
  PromotionIntegrationResponse,
  Order as ShownOrder,
} from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { ApiError, apiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import { OutboundError } from "../../platform/outbound/outbound.ts";
import { AskFirst } from "../../platform/work/ask-first.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { Work } from "../../platform/work/work.ts";
import { basisOf } from "../aggregate/invalidation.ts";
import { withHead } from "../aggregate/order.ts";
import type { PromotionFacts } from "../aggregate/promotion-row.store.ts";
import { isSuccess, resultIn, type ServiceReply } from "../answers/usable.ts";
import { type Discount, leftOf, type Promoted, within } from "./evaluate.ts";
import { refusalOf, shownPromotion } from "./findings.ts";

/** Access to the service that says what promotions take off; the application supplies it. */
export interface PromotionService<Service = unknown> {
  /** The service of the marketplace, if it has one that can be called. */
  find(db: TenantDb): Promise<Service | undefined>;
  /** @throws OutboundError when no answer comes. */
  ask(
    services: Outside["services"],
    service: Service,
    payload: Omit<PromotionIntegrationPayload, "Environment">,
  ): Promise<ServiceReply>;
}

/** A promotion that the service is asked about, with what it may discount. */
export interface Asked {
  readonly promotion: PromotionFacts;
  /** The code that was entered, where it was generated. */
  readonly code: string | null;
  readonly discounts: readonly Discount[];
}

/** What the service is asked. */
export interface Question {
  readonly order: Promoted;
  readonly asked: readonly Asked[];
}

/** Text of what the service is asked about, whatever promotions take off so far. */
const askedOf = (order: Promoted): string =>
  basisOf({
    ...withHead(order, { PromotionDiscount: "0" }),
    lines: order.lines.map((line) => ({ ...line, PromotionDiscount: "0" })),
  });

type Answer = Pick<PromotionIntegrationResponse, "PromosAccepted" | "PromosRejected">;

/** What the service said of promotions of an order. */
export class PromotionAnswers {
  readonly #basis: string;
  readonly #asked: ReadonlySet<string>;
  /** Undefined: it failed. */
  readonly #answer: Answer | undefined;

  constructor({ order, asked }: Question, answer: Answer | undefined) {
    this.#basis = askedOf(order);
    this.#asked = new Set(asked.map(({ promotion }) => promotion.ID));
    this.#answer = answer;
  }

  /** These, where they are about the order as it is. */
  about(order: Promoted): this | undefined {
    return this.#basis === askedOf(order) ? this : undefined;
  }

  /** Tells whether it was asked about a promotion. */
  knows(promotionId: string): boolean {
    return this.#asked.has(promotionId);
  }

  /**
   * What a promotion takes off by what the service said (docs/behaviour/promotions.md §7), or the refusal.
   *
   * @param eligible what it may discount.
   */
  discounts(
    { head, lines }: Promoted,
    promotion: PromotionFacts,
    eligible: readonly Discount[],
  ): readonly Discount[] | ApiError {
    if (this.#answer === undefined) return apiError("PromotionIntegration.FailedToEvaluate");
    const accepted = (this.#answer.PromosAccepted ?? []).filter(({ ID }) => sameId(ID, promotion.ID));
    if (accepted.length === 0) return this.#rejected(promotion.ID, refusalOf("Promotion.NotEligible", promotion));
    const onLines = promotion.LineItemLevel;
    if (accepted.some(({ LineItemID }) => !LineItemID === onLines))
      return apiError(
        onLines ? "PromotionIntegration.LineItemIdRequired" : "PromotionIntegration.LineItemIdMustBeNull",
      );
    if (accepted.some(({ Amount }) => new Decimal(Amount).lessThan(0)))
      return apiError("PromotionIntegration.FailedToEvaluate");
    // The first that it says of each counts.
    const byLine = new Map(accepted.toReversed().map((one) => [(one.LineItemID ?? "").toLowerCase(), one]));
    const linesById = new Map(lines.map((line) => [line.ID, line]));
    const made = eligible.flatMap(({ LineItemID }): Discount[] => {
      const said = byLine.get((LineItemID ?? "").toLowerCase());
      if (said === undefined) return [];
      const line = linesById.get(LineItemID ?? "");
      const most = line === undefined ? new Decimal(head.Total) : leftOf(line);
      return [{ LineItemID, Amount: within(new Decimal(said.Amount), most) }];
    });
    return made.length > 0 ? made : refusalOf("Promotion.NotEligible", promotion);
  }

  /** The refusal with the service's reason, where it gave one. */
  #rejected(promotionId: string, refusal: ApiError): ApiError {
    const reason = (this.#answer?.PromosRejected ?? []).find(({ ID }) => sameId(ID, promotionId))?.Reason;
    return reason
      ? new ApiError(
          refusal.status,
          refusal.entries.map((entry) => ({ ...entry, Message: reason })),
        )
      : refusal;
  }
}

/** What the service said when this work asked. */
export const answersOf = ({ answer }: Pick<Work, "answer">): PromotionAnswers | undefined =>
  answer instanceof PromotionAnswers ? answer : undefined;

/** Asks the service first about promotions that nobody else knows the worth of. @throws AskFirst */
export function askAbout(order: Promoted, asked: readonly Asked[]): void {
  if (asked.length > 0)
    throw new AskFirst<Question>({ order, asked }, apiError("PromotionIntegration.FailedToEvaluate"));
}

/** Answers what a work asks about promotions. Whatever comes of it is an answer: that the service failed, too. */
export const answering =
  (service: PromotionService) =>
  async (request: Outside, question: unknown): Promise<PromotionAnswers> => {
    const about = question as Question;
    const { actor, works, services, now, logId } = request;
    const found = await works.run(actor.marketplaceId, actor, "read", ({ db }) => service.find(db), { now, logId });
    if (found === undefined) return new PromotionAnswers(about, undefined);
    const answer = await service.ask(services, found, payloadOf(about)).then(answerIn, (error: unknown) => {
      if (error instanceof OutboundError) return undefined;
      throw error;
    });
    return new PromotionAnswers(about, answer);
  };

/** Replies splice in what is still unparsed, at any depth. */
function payloadOf({ order, asked }: Question): Omit<PromotionIntegrationPayload, "Environment"> {
  const { head, lines, promotions } = order;
  return {
    Order: head as ShownOrder,
    LineItems: lines.map((line): LineItem => ({ ...line, IncomingOrderID: null, OutgoingOrderID: null })),
    PromosApplied: promotions.map(
      ({ promotion, code, Amount, LineItemID, AmountOverridden, DateApplied }): OrderPromotion => ({
        ...shownPromotion(promotion),
        Code: code ?? promotion.Code,
        Amount,
        LineItemID,
        AmountOverridden,
        DateApplied,
      }),
    ),
    PromosRequested: asked.flatMap(({ promotion, code, discounts }) =>
      discounts.map(
        ({ LineItemID }): OrderPromotion => ({
          ...shownPromotion(promotion),
          Code: code ?? promotion.Code,
          Amount: "0",
          LineItemID,
          AmountOverridden: false,
          DateApplied: null,
        }),
      ),
    ),
  };
}

/** The answer as its model; undefined where it is an error, or nothing that can be used. */
function answerIn({ status, text }: ServiceReply): Answer | undefined {
  if (!isSuccess(status)) return undefined;
  try {
    const body = resultIn("PromotionIntegrationResponse", text) as unknown as PromotionIntegrationResponse;
    const { HttpStatusCode: stated, UnhandledErrorBody: problem } = body;
    return problem || (stated != null && stated >= 100 && !isSuccess(stated)) ? undefined : body;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
