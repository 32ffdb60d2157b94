import type { IntegrationDependents } from "../../integrations/index.ts";
import { guardClients, guardSender, guardSignInEvent } from "./guards.ts";

/** Guards of FullAccess on the services that a marketplace connects (docs/behaviour/authentication.md §9.1). */
export const integrationGuards: IntegrationDependents = {
  savedEvent: guardSignInEvent,
  savedSender: guardSender,
  savedWebhook: guardClients,
};
