import type { OrderReturnCalculateResponse } from "@orderwell/contract";
import { hasRole } from "../../platform/access/caller.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import { OutboundError } from "../../platform/outbound/outbound.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { inCents } from "../aggregate/amounts.ts";
import { type Draft, summed } from "../aggregate/return-sums.ts";
import { isSuccess, resultIn, unusable } from "../answers/usable.ts";
import { worksheet } from "../worksheet/worksheet.ts";
import type { ReturnEvents } from "./events.ts";
import type { Returning } from "./find.store.ts";
import { shownReturn } from "./shown.ts";

/** A return as it is to be, with the order as it would be with it. */
export interface Drafted {
  /** There is none of it yet. */
  readonly isNew: boolean;
  readonly before: Returning;
  readonly after: Returning;
  readonly draft: Draft;
}

/** What a service was asked about, and its answer. */
export interface Calculated {
  readonly basis: string;
  readonly answer: OrderReturnCalculateResponse;
}

/** Text of what a service is asked about. */
const basisOf = ({ head, items }: Draft): string =>
  JSON.stringify([head.OrderID, items.map(({ LineItemID, Quantity, Comments }) => [LineItemID, Quantity, Comments])]);

/** Amounts that OrderAdmin gave in full need nobody to work them out. */
const needsAmounts = ({ actor }: Pick<Outside, "actor">, { head, items }: Draft): boolean =>
  !(
    hasRole(actor, "OrderAdmin") &&
    (items.length > 0 ? items.every(({ RefundAmount }) => RefundAmount !== null) : head.refund_set)
  );

const problem = (Problem: string) =>
  apiError("IntegrationEvent.BadRequest", { Problem, Answer: null }, `The refund could not be calculated. ${Problem}`);

/**
 * Asks the service of the caller's API client what is to be refunded (docs/behaviour/fulfilment.md §5.3); nothing where there
 * is none, or nothing to ask.
 *
 * @param draft the return as the request makes it, by what is stored now.
 * @throws ApiError IntegrationEvent.BadRequest when no usable answer comes.
 */
export async function askForAmounts(
  events: ReturnEvents,
  request: Outside,
  draft: (work: UserWork) => Promise<Drafted>,
): Promise<Calculated | undefined> {
  const { actor, works, now, logId, services } = request;
  const { returnEventId } = actor.clientSettings;
  if (returnEventId === null) return undefined;
  const read = async (work: UserWork) => {
    const [drafted, service] = await Promise.all([draft(work), events.find(work.db, returnEventId)]);
    if (service === undefined || !needsAmounts(request, drafted.draft)) return undefined;
    return { drafted, service, OrderWorksheet: await worksheet(work, drafted.before.head) };
  };
  const found = await works.run(actor.marketplaceId, actor, "read", read, { now, logId });
  if (found === undefined) return undefined;
  const { drafted, service, OrderWorksheet } = found;
  const payload = { OrderReturn: shownReturn(drafted.after, drafted.draft.head.ID), OrderWorksheet };
  const { status, text } = await events.ask(services, service, payload).catch((error: unknown) => {
    if (error instanceof OutboundError) throw problem(`The integration gave no answer: ${error.message}.`);
    throw error;
  });
  if (!isSuccess(status)) throw unusable(text, `Its status is ${status}.`);
  const answer = resultIn("OrderReturnCalculateResponse", text) as Partial<OrderReturnCalculateResponse>;
  const RefundAmount = answer.RefundAmount ?? null;
  const ItemsToReturnCalcs = answer.ItemsToReturnCalcs ?? [];
  for (const { RefundAmount: amount } of [{ RefundAmount }, ...ItemsToReturnCalcs])
    if (amount != null && new Decimal(amount).lessThan(0))
      throw unusable(text, "RefundAmount must not be less than 0.");
  return { basis: basisOf(drafted.draft), answer: { RefundAmount, ItemsToReturnCalcs } };
}

/**
 * The draft with the amounts that the service said.
 *
 * @throws ApiError IntegrationEvent.BadRequest when the return has become another one meanwhile.
 */
export function withAmounts(draft: Draft, calculated: Calculated | undefined): Draft {
  if (calculated === undefined) return draft;
  if (basisOf(draft) !== calculated.basis) throw problem("The order return changed while the integration was asked.");
  const { RefundAmount, ItemsToReturnCalcs } = calculated.answer;
  const items = draft.items.map((item) => {
    const said = ItemsToReturnCalcs?.find(({ LineItemID }) => sameId(LineItemID, item.LineItemID));
    return said?.RefundAmount == null ? item : { ...item, RefundAmount: inCents(said.RefundAmount) };
  });
  const sum = summed({ head: { ...draft.head, refund_set: false }, items });
  const whole = inCents(RefundAmount);
  if (whole === null || (sum.head.RefundAmount !== null && new Decimal(sum.head.RefundAmount).equals(whole)))
    return sum;
  return { items, head: { ...draft.head, refund_set: true, RefundAmount: whole } };
}
