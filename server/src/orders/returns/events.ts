import type { OrderReturnCalculatePayload } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Services } from "../../platform/work/services.ts";
import type { ServiceReply } from "../answers/usable.ts";

declare module "../../platform/access/caller.ts" {
  interface ClientSettings {
    /** ID of the integration event that works out refunds of order returns through the API client; null: none does. */
    readonly returnEventId: string | null;
  }
}

/** Access to the services that work out what is refunded for order returns; the application supplies it. */
export interface ReturnEvents<Service = unknown> {
  /** The service of an integration event. */
  find(db: TenantDb, eventId: string): Promise<Service | undefined>;
  /**
   * Posts a return, as it is about to be stored, with its order to the service.
   *
   * @throws OutboundError when no answer comes.
   */
  ask(
    services: Services,
    service: Service,
    payload: Pick<OrderReturnCalculatePayload, "OrderReturn" | "OrderWorksheet">,
  ): Promise<ServiceReply>;
}
