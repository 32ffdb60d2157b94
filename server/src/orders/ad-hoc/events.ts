import type { AddToCartPayload } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { ServiceReply } from "../answers/usable.ts";

declare module "../../platform/access/caller.ts" {
  interface ClientSettings {
    /** ID of the integration event that knows products which the marketplace lacks; null: none does. */
    readonly addToCartEventId: string | null;
  }
}

/** What a service is asked about a product. */
export type AskedProduct = Pick<AddToCartPayload, "ProductID" | "Quantity" | "BuyerID" | "BuyerUser" | "SellerID">;

/** Access to the services that know products which the marketplace lacks; the application supplies it. */
export interface AddToCartEvents<Service = unknown> {
  /** The service of an integration event. */
  find(db: TenantDb, eventId: string): Promise<Service | undefined>;
  /**
   * Asks the service, on behalf of a user.
   *
   * @throws OutboundError when no answer comes.
   * @throws ApiError IntegrationEvent.AllowSellerApiClientRequired, and when too many calls of the marketplace wait.
   */
  ask(
    user: { readonly actor: Pick<Caller, "claims">; readonly services: Outside["services"] },
    service: Service,
    product: AskedProduct,
  ): Promise<ServiceReply>;
}
