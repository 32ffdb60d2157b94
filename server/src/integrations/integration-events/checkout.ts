import { models, type OrderWorksheet } from "@orderwell/contract";
import type { CheckoutEvents } from "../../orders/index.ts";
import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import type { Services } from "../../platform/work/services.ts";
import { askIntegration } from "./calls.ts";
import { environmentOf, findIntegration, type IntegrationTarget } from "./store.ts";

/** Lifetime of the token that the service gets; it has to answer sooner. */
const serviceTokenSeconds = 600;

const writer = new ReplyWriter(models);

/** A service that takes part in checkouts, and what it is told beside the worksheet. */
interface CheckoutService {
  readonly target: IntegrationTarget;
  readonly environment: string;
  /** Some active API client admits the marketplace's own users: without one no service gets a token. */
  readonly sellerClient: boolean;
}

/** Knowledge of API clients, which the application supplies. */
export interface CheckoutNeeds {
  /** Some active API client admits the marketplace's own users. */
  hasSellerClient(db: TenantDb): Promise<boolean>;
}

/**
 * A token of the caller's with the roles that the service is to have, and no others; none where it is to have none.
 *
 * @throws ApiError IntegrationEvent.AllowSellerApiClientRequired
 */
async function serviceToken(
  { tokens }: Pick<Services, "tokens">,
  { claims }: Pick<Caller, "claims">,
  { target, sellerClient }: CheckoutService,
): Promise<string | null> {
  const roles = target.elevatedRoles.value as string[];
  if (roles.length === 0) return null;
  if (!sellerClient) throw apiError("IntegrationEvent.AllowSellerApiClientRequired");
  return tokens.issue({ ...claims, roles, elv: roles }, serviceTokenSeconds);
}

/** The services of integration events for checkout (docs/behaviour/integrations.md §3). */
export const checkoutEvents = ({ hasSellerClient }: CheckoutNeeds): CheckoutEvents<CheckoutService> => ({
  async find(db, eventId) {
    const [target, environment, sellerClient] = await Promise.all([
      findIntegration(db, eventId),
      environmentOf(db),
      hasSellerClient(db),
    ]);
    return target && { target, environment, sellerClient };
  },
  async ask({ actor, services }, service, step, worksheet: OrderWorksheet) {
    const { target, environment } = service;
    // The payloads of all steps have the same properties.
    const body = writer.object("OrderCalculatePayload", {
      OrderWorksheet: worksheet,
      Environment: environment,
      OrderCloudAccessToken: await serviceToken(services, actor, service),
      ConfigData: target.configData,
    });
    return askIntegration(services, target, step, body);
  },
});
