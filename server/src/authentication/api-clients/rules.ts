import type { ApiClient, IntegrationEventType } from "@orderwell/contract";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";

type Slot = "OrderCheckoutIntegrationEventID" | "OrderReturnIntegrationEventID" | "AddToCartIntegrationEventID";

/** The properties that name integration events, and the type each needs. */
const slots: readonly (readonly [Slot, IntegrationEventType])[] = [
  ["OrderCheckoutIntegrationEventID", "OrderCheckout"],
  ["OrderReturnIntegrationEventID", "OrderReturn"],
  ["AddToCartIntegrationEventID", "AddToCart"],
];

/** One week, in minutes. */
const anonymousMinutes = 10_080;

/** Fills in what a request may leave out or send empty, as it is stored. @throws ApiError ValidationFailure */
export function fillDefaults(draft: ApiClient): void {
  draft.ClientSecret ||= null;
  draft.DefaultContextUserName ||= null;
  draft.AnonymousTokenDuration ??= anonymousMinutes;
  if (draft.AnonymousTokenDuration < 1)
    throw invalidProperty("ApiClient", "AnonymousTokenDuration", "AnonymousTokenDuration must not be less than 1.");
  for (const [slot] of slots) draft[slot] ||= null;
}

/** The service of subscriptions acts as a client's default user, and calculates orders itself (docs/behaviour/subscriptions.md §2). */
export const mayServeSubscriptions = (draft: ApiClient): boolean =>
  draft.DefaultContextUserName !== null && draft.OrderCheckoutIntegrationEventID === null;

export const namedEvents = (draft: ApiClient): string[] =>
  slots.flatMap(([slot]) => (draft[slot] === null ? [] : [draft[slot]]));

/**
 * Puts the stored IDs of the named events into the draft.
 *
 * @throws ApiError NotFound (IntegrationEvent), IntegrationEvent.IncompatibleEventType
 */
export function resolveEvents(
  draft: ApiClient,
  found: ReadonlyMap<string, { readonly id: string; readonly type: IntegrationEventType }>,
): void {
  for (const [slot, type] of slots) {
    const id = draft[slot];
    if (id === null) continue;
    const event = found.get(id.toLowerCase());
    if (event === undefined) throw notFound("IntegrationEvent", id);
    if (event.type !== type)
      throw apiError("IntegrationEvent.IncompatibleEventType", { Property: slot, EventType: event.type, Needed: type });
    draft[slot] = event.id;
  }
}
