import { requireToGive } from "../../platform/access/full-access.ts";
import { Singleton, singletonVerbs } from "../../platform/crud/singleton.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { headerColumn } from "../custom-headers/custom-auth-header.ts";
import type { IntegrationDependents } from "../dependents/dependents.ts";
import { onlyRow } from "../singletons/store.ts";
import { subscriptionIntegrationTable } from "./store.ts";

const { model } = subscriptionIntegrationTable;

/** The service that submits the orders of subscriptions (docs/behaviour/subscriptions.md §2). */
export function subscriptionIntegrationOperations(dependents: IntegrationDependents): Implementation[] {
  const integration = new Singleton(subscriptionIntegrationTable, {
    async prepare(work, draft, before) {
      requireToGive(work.actor, draft.ElevatedRoles);
      draft.CustomAuthHeaderName ||= null;
      draft.Url ||= null;
      if (draft.Url !== null) checkWebTarget(model, "Url", draft, before);
      const client = await dependents.namedClient(work, draft.ApiClientID);
      if (client === undefined) throw notFound("ApiClient", draft.ApiClientID);
      draft.ApiClientID = client.id;
      if (!client.hasContextUser) throw apiError("SubscriptionIntegration.DefaultContextUser");
      if (client.hasCheckout) throw apiError("SubscriptionIntegration.CannotUseApiClient");
    },
    columns: (work, draft, before) => headerColumn(work, subscriptionIntegrationTable, draft, before && onlyRow),
  });
  return implement("SubscriptionIntegrations", singletonVerbs(integration, onlyRow));
}
