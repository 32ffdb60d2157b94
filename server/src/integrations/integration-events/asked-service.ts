import type { Caller } from "../../platform/access/caller.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Services } from "../../platform/work/services.ts";
import { environmentOf, findIntegration, type IntegrationTarget } from "./store.ts";

/** Lifetime of the token that a service gets; it has to answer sooner. */
const serviceTokenSeconds = 600;

/** A service that is asked on behalf of users, and what it is told beside the matter itself. */
export interface AskedService {
  readonly target: IntegrationTarget;
  readonly environment: string;
  /** Some active API client admits the marketplace's own users: without one no service gets a token. */
  readonly sellerClient: boolean;
}

/** Knowledge of API clients, which the application supplies. */
export interface AskedServiceNeeds {
  /** Some active API client admits the marketplace's own users. */
  hasSellerClient(db: TenantDb): Promise<boolean>;
}

/** Finds the service of an integration event. */
export const findService =
  ({ hasSellerClient }: AskedServiceNeeds) =>
  async (db: TenantDb, eventId: string): Promise<AskedService | undefined> => {
    const [target, environment, sellerClient] = await Promise.all([
      findIntegration(db, eventId),
      environmentOf(db),
      hasSellerClient(db),
    ]);
    return target && { target, environment, sellerClient };
  };

/** What every service is told that is asked on behalf of a user. */
export interface Told {
  readonly Environment: string;
  /** A token of the user's with the roles that the service is to have, and no others; null where it is to have none. */
  readonly OrderCloudAccessToken: string | null;
  readonly ConfigData: unknown;
}

/** @throws ApiError IntegrationEvent.AllowSellerApiClientRequired */
export async function toldTo(
  { tokens }: Pick<Services, "tokens">,
  { claims }: Pick<Caller, "claims">,
  { target, environment, sellerClient }: AskedService,
): Promise<Told> {
  const roles = target.elevatedRoles.value as string[];
  if (roles.length > 0 && !sellerClient) throw apiError("IntegrationEvent.AllowSellerApiClientRequired");
  return {
    Environment: environment,
    OrderCloudAccessToken:
      roles.length === 0 ? null : await tokens.issue({ ...claims, roles, elv: roles }, serviceTokenSeconds),
    ConfigData: target.configData,
  };
}
