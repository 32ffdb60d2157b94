import type { OrderWorksheet } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Work } from "../../platform/work/work.ts";
import type { ServiceReply } from "../answers/usable.ts";

/** What a service is told of an attempt to make the order of a subscription (docs/behaviour/subscriptions.md §3). */
export interface RunReport {
  /** Of the order that was made; of a failure the subscription, and an order without an ID. */
  readonly worksheet: OrderWorksheet;
  readonly unavailableProductIds: readonly string[];
  /** Null where the order was made. */
  readonly errorCode: string | null;
}

/** Settings of a marketplace's subscriptions. */
export interface SubscriptionSettings {
  /** Days before an order that its subscriber is reminded; null: never. */
  readonly notificationDays: number | null;
  /** A service is told of orders. Without one they are made, and that is all. */
  readonly tells: boolean;
}

/** Access to the services that submit the orders of subscriptions; the application supplies it. */
export interface SubscriptionServices<Service = unknown> {
  /** The settings of a marketplace; undefined where its subscriptions make no orders. */
  settings(db: TenantDb): Promise<SubscriptionSettings | undefined>;
  /** The service; undefined where there is none to be told. */
  find(work: Work): Promise<Service | undefined>;
  /**
   * Posts a report to the service.
   *
   * @throws OutboundError when no answer comes; ApiError when it cannot be told.
   */
  tell(
    services: Pick<Services, "outbound" | "secrets" | "tokens">,
    service: Service,
    report: RunReport,
  ): Promise<ServiceReply>;
}
