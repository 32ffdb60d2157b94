import type { OrderPromotion, RefreshPromosResponse } from "@orderwell/contract";
import { ApiError, apiError, notFound, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { decimalText } from "../../platform/money.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import type { AppliedDiscount } from "../aggregate/promotion-row.store.ts";
import { store } from "../aggregate/write.store.ts";
import { type Applying, applied, byPriority, type Candidate, judgedApart, pass, sumOf, without } from "./apply.ts";
import { findByCode, findCandidates } from "./candidates.store.ts";
import type { Promoted } from "./evaluate.ts";
import { readRuleFacts } from "./facts.ts";
import { Placed, shownPromotion, standingFinding } from "./findings.ts";
import { answersOf, askAbout } from "./service.ts";

/** Stands against changing the promotions of an order. */
function statusFinding(work: UserWork, head: OrderHead): ApiError | undefined {
  const { ID: OrderID, Status } = head;
  if (Status !== "Unsubmitted" && Status !== "AwaitingApproval")
    return apiError("Order.CannotApplyPromoBadStatus", { OrderID, Status });
  return editFinding(work, head);
}

const applying = (work: Pick<Work, "services" | "answer">, facts: Applying["facts"]): Applying => ({
  facts,
  answers: answersOf(work),
  newId: () => work.services.ids.next(),
});

/** Works promotions out as `pass` does; what only the service of promotions knows is asked first. @throws AskFirst */
async function worked(...[order, candidates, means, otherwise]: Parameters<typeof pass<Promoted>>) {
  const passed = await pass(order, candidates, means, otherwise);
  askAbout(passed.order, passed.unasked);
  return passed;
}

/** Those that are not on the order. */
function notOn(order: Promoted, candidates: readonly Candidate[]): readonly Candidate[] {
  const present = new Set(order.promotions.map(({ promotion }) => promotion.ID));
  return candidates.filter(({ promotion }) => !present.has(promotion.ID));
}

/** The order with what came onto it last in its turn. */
async function inTurn(order: Promoted, means: Applying): Promise<Promoted> {
  const turns = applied(order);
  const placed = [...new Set(order.promotions.map(({ promotion }) => promotion.ID))];
  const isInTurn = turns.every(({ promotion }, turn) => promotion.ID === placed[turn]);
  return isInTurn ? order : (await worked(order, turns, means, "keep")).order;
}

/** A record as replies show it. */
const shownRecord = (record: AppliedDiscount): OrderPromotion => ({
  ...amountOfRecord(record),
  AmountOverridden: record.AmountOverridden,
  DateApplied: record.DateApplied,
});

const amountOfRecord = ({ Amount, LineItemID, promotion, code }: AppliedDiscount) => ({
  ...shownPromotion(promotion),
  Code: code ?? promotion.Code,
  Amount,
  LineItemID,
});

/**
 * Adds a promotion by its code (docs/behaviour/promotions.md §3); what is on the order already is worked out anew.
 *
 * @returns its first record.
 * @throws ApiError Order.CannotApplyPromoBadStatus, NotFound (Promotion), Promotion.*, PromotionIntegration.*
 */
export async function addPromotion(work: UserWork, order: Promoted, code: string): Promise<OrderPromotion> {
  refuse(statusFinding(work, order.head));
  const { found, facts } = await readRuleFacts(work, order, findByCode(work.db, order.head, code), (one) => [
    ...applied(order),
    ...(one === undefined ? [] : [one]),
  ]);
  if (found === undefined) throw notFound("Promotion", code);
  const present = applied(order);
  const others = new Placed(present.map(({ promotion }) => promotion));
  // Whom it cannot combine with may have a later turn.
  refuse(standingFinding(found, order.head, others, facts));
  const { order: after, refused } = await worked(order, byPriority([...present, found]), applying(work, facts), "keep");
  refuse(refused.get(found.promotion.ID)?.finding);
  const stored = store(work, order, after);
  const record = stored.promotions.find((one) => one.promotion.ID === found.promotion.ID);
  return shownRecord(record as AppliedDiscount);
}

/**
 * Takes a promotion off an order, with all its records; the others are worked out anew.
 *
 * @throws ApiError Order.CannotApplyPromoBadStatus, NotFound (Promotion)
 */
export async function removePromotion(work: UserWork, order: Promoted, code: string): Promise<OrderHead> {
  refuse(statusFinding(work, order.head));
  const record = order.promotions.find((one) => sameId(one.code, code) || sameId(one.promotion.Code, code));
  if (record === undefined) throw notFound("Promotion", code);
  const rest = without(order, record.promotion.ID);
  const { facts } = await readRuleFacts(work, order, Promise.resolve(applied(rest)), (candidates) => candidates);
  const { order: after } = await worked(rest, applied(rest), applying(work, facts), "keep");
  return store(work, order, after).head;
}

/** What applies by itself and is not there yet, with the facts. */
async function automatic(work: Work, order: Promoted) {
  const find = findCandidates(work.db, order.head, work.now, "automatic");
  const { found, facts } = await readRuleFacts(work, order, find, (all) => [...applied(order), ...all]);
  return { fresh: notOn(order, found), means: applying(work, facts) };
}

/**
 * Adds what applies by itself (docs/behaviour/promotions.md §6).
 *
 * @throws ApiError Order.CannotApplyPromoBadStatus
 */
export async function applyPromotions(work: UserWork, order: Promoted): Promise<OrderHead> {
  refuse(statusFinding(work, order.head));
  const { fresh, means } = await automatic(work, order);
  const { order: after } = await worked(order, [...applied(order), ...fresh], means, "keep");
  return store(work, order, await inTurn(after, means)).head;
}

/**
 * Removes what no longer holds and adds what applies by itself (docs/behaviour/promotions.md §6).
 *
 * @throws ApiError Order.CannotApplyPromoBadStatus
 */
export async function refreshPromotions(work: UserWork, order: Promoted): Promise<RefreshPromosResponse> {
  refuse(statusFinding(work, order.head));
  const { fresh, means } = await automatic(work, order);
  const candidates = byPriority([...applied(order), ...fresh]);
  const { order: after, refused, added } = await worked(order, candidates, means, "drop");
  const { promotions } = store(work, order, after);
  const isAdded = new Set(added);
  return {
    PromosAdded: promotions.filter((record) => isAdded.has(record.promotion.ID)).map(amountOfRecord),
    PromosRemoved: [...refused.values()].flatMap(({ candidate, finding }) =>
      candidate.records.map((record) => ({
        ...amountOfRecord(record),
        ErrorCode: finding.code,
        Reason: finding.message,
      })),
    ),
  };
}

/** Amounts of the promotions that an order could take as it is, by promotion ID. */
export async function eligibleAmounts(work: Work, order: Promoted): Promise<Readonly<Record<string, string>>> {
  const find = findCandidates(work.db, order.head, work.now, "all");
  const { found, facts } = await readRuleFacts(work, order, find, (all) => all);
  const judged = await judgedApart(order, notOn(order, found), applying(work, facts));
  return Object.fromEntries(
    [...judged].flatMap(([id, found]) => (found instanceof ApiError ? [] : [[id, decimalText(sumOf(found))]])),
  );
}
