import type { DeliveryTargets } from "@orderwell/contract";

/** Name of a target within a delivery configuration. */
export type TargetName = keyof DeliveryTargets;

/** What follows changes or is told of events, as deliveries meet it. */
export interface Consumer {
  /** `entitysync/` and a kind, `productsync`, `ordersync`, `inventory`, `errors`, or `tracking/` and an ID. */
  readonly id: string;
  /** ID of the delivery configuration. */
  readonly config: string;
  readonly enabled: boolean;
  readonly paused: boolean;
  /** Told of what is made or changed, and of what is deleted. */
  readonly changed: boolean;
  readonly deleted: boolean;
  /** Of tracking events. */
  readonly eventType: string | null;
  readonly clientId: string | null;
  /** Told of stock only where it passes zero or its notification point. */
  readonly limited: boolean;
  /** Told of products without their price schedules. */
  readonly withoutPrices: boolean;
}

/** Consumers that are no kind of entity. */
export const consumers = {
  products: "productsync",
  orders: "ordersync",
  inventory: "inventory",
  errors: "errors",
} as const;

/** The consumer that is told of a kind of entity. */
export const entityConsumer = (kind: string): string => `entitysync/${kind}`;

/** The consumer that a tracking event is. */
export const trackingConsumer = (id: string): string => `tracking/${id}`;

/** The channel on which processes tell each other that who is told of what changed in a marketplace. */
export const followersChannel = "orderwell_followers";

/** The channel on which processes tell each other that the webhooks of a marketplace changed. */
export const webhooksChannel = "orderwell_webhooks";
