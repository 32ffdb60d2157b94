import { requireToGive } from "../../platform/access/full-access.ts";
import { invalidate } from "../../platform/cache-invalidation.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { headerColumn } from "../custom-headers/custom-auth-header.ts";
import { nameDeliveryConfig } from "../delivery-configs/named.ts";
import type { IntegrationDependents } from "../dependents/dependents.ts";
import { webhooksChannel } from "../outgoing/consumer.ts";
import { checkWebhook } from "./rules.ts";
import { existingClients, saveClients, webhookTable } from "./store.ts";

/** Services that are told about calls of the API (docs/behaviour/integrations.md §2). */
export function webhookOperations(dependents: IntegrationDependents): Implementation[] {
  return implement(
    "Webhooks",
    crud(
      new Resource(webhookTable, {
        async prepare(work, { draft, before }) {
          const { actor, db, services } = work;
          requireToGive(actor, draft.ElevatedRoles);
          checkWebhook(draft, (url) => services.outbound.isSecure(url));
          await nameDeliveryConfig(work, draft, before);
          draft.ApiClientIDs = await existingClients(db, draft.ApiClientIDs ?? []);
        },
        columns: (work, { draft, before }) => headerColumn(work, webhookTable, draft, before?.ID ?? null),
        async saved(work, after, { draft: { ApiClientIDs } }) {
          await saveClients(work.db, after.ID, ApiClientIDs ?? []);
          await dependents.savedWebhook(work, ApiClientIDs ?? []);
          await invalidate(work, webhooksChannel);
          return { ...after, ApiClientIDs };
        },
        deleted: (work) => invalidate(work, webhooksChannel),
      }),
      {
        idParam: "webhookID",
      },
    ),
  );
}
