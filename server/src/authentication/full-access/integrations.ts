import type { IntegrationDependents } from "../../integrations/index.ts";
import { clientForService } from "../accounts/clients.store.ts";
import { guardClients, guardSender, guardSignInEvent } from "./guards.ts";

/** Guards of FullAccess on the services that a marketplace connects (docs/behaviour/authentication.md §9.1). */
export const integrationGuards: IntegrationDependents = {
  savedEvent: guardSignInEvent,
  savedSender: guardSender,
  savedWebhook: guardClients,
  async namedClient(work, clientId) {
    const client = await clientForService(work.db, clientId);
    if (client !== undefined) await guardClients(work, [client.id]);
    return client;
  },
};
