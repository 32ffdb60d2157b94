import type { Webhook } from "@orderwell/contract";
import { invalidate } from "../../platform/cache-invalidation.ts";
import { crud } from "../../platform/crud/crud.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { headerColumn } from "../custom-auth-header.ts";
import { checkWebhook } from "./rules.ts";
import { existingClients, saveClients, storedHeaderValue, webhookTable } from "./store.ts";
import { webhooksChannel } from "./webhooks.ts";

/** Services that are told about calls of the API (docs/behaviour/integrations.md §2). */
export function webhookOperations(): Implementation[] {
  return implement(
    "Webhooks",
    crud<Webhook>(webhookTable, {
      idParam: "webhookID",
      async prepare({ db, services }, draft) {
        checkWebhook(draft, (url) => services.outbound.isSecure(url));
        draft.ApiClientIDs = await existingClients(db, draft.ApiClientIDs ?? []);
      },
      async internal({ db, services: { secrets } }, draft, before) {
        const sealed = before === null ? null : await storedHeaderValue(db, before.ID);
        return headerColumn(secrets, webhookTable.model, draft, sealed);
      },
      async saved(call, after, _before, _scope, { ApiClientIDs }) {
        await saveClients(call.db, after.ID, ApiClientIDs ?? []);
        await invalidate(call, webhooksChannel);
        return { ...after, ApiClientIDs };
      },
      deleted: (call) => invalidate(call, webhooksChannel),
    }),
  );
}
