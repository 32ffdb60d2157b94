import type { Webhook } from "@orderwell/contract";
import { announceChange } from "../../platform/announcements.ts";
import { crud } from "../../platform/crud/crud.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { customAuthHeaderValue } from "../custom-auth-header.ts";
import { openHeader, sealHeader } from "./header.ts";
import { checkWebhook } from "./rules.ts";
import { existingClients, saveClients, storedHeaderValue, webhookTable } from "./store.ts";

/** Services that are told about calls of the API (spec: integrations §2). */
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
        const kept = openHeader(secrets, sealed);
        const value = customAuthHeaderValue(webhookTable.model, draft, kept);
        if (value === kept) return {};
        return { custom_auth_header_value: value === null ? null : sealHeader(secrets, value) };
      },
      async saved(call, after, _before, _scope, { ApiClientIDs }) {
        await saveClients(call.db, after.ID, ApiClientIDs ?? []);
        await announceChange(call, call.services.hooks);
        return { ...after, ApiClientIDs };
      },
      deleted: (call) => announceChange(call, call.services.hooks),
    }),
  );
}
