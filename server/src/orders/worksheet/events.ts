import type { OrderWorksheet } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { ServiceReply } from "../answers/usable.ts";

/** Steps of a checkout in which a service takes part, as its paths name them (docs/behaviour/integrations.md §3). */
export type CheckoutStep =
  | "shippingrates"
  | "ordercalculate"
  | "ordersubmit"
  | "ordersubmitforapproval"
  | "orderapproved";

declare module "../../platform/access/caller.ts" {
  interface ClientSettings {
    /** ID of the integration event that takes part in checkouts through the API client; null: none does. */
    readonly checkoutEventId: string | null;
  }
}

/** Access to the services that take part in checkouts; the application supplies it. */
export interface CheckoutEvents<Service = unknown> {
  /** The service of an integration event. */
  find(db: TenantDb, eventId: string): Promise<Service | undefined>;
  /**
   * Posts a worksheet to the service, on behalf of a user.
   *
   * @throws OutboundError when no answer comes.
   * @throws ApiError IntegrationEvent.AllowSellerApiClientRequired, and when too many calls of the marketplace wait.
   */
  ask(
    user: { readonly actor: Pick<Caller, "claims">; readonly services: Outside["services"] },
    service: Service,
    step: CheckoutStep,
    worksheet: OrderWorksheet,
  ): Promise<ServiceReply>;
}
