import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { headerColumn } from "../custom-auth-header.ts";
import { integrationEventTable, storedHeaderValue } from "./store.ts";

/** Services of the marketplace's own that the platform asks (docs/behaviour/integrations.md §3). */
export function integrationEventOperations(): Implementation[] {
  return implementSome(
    "IntegrationEvents",
    crud(
      new Resource(integrationEventTable, {
        prepare(_work, { draft, before }) {
          draft.EventType ??= before?.EventType ?? "OrderCheckout";
          draft.CustomAuthHeaderName ||= null;
          if (before !== null && draft.EventType !== before.EventType)
            throw apiError("IntegrationEvent.CannotEditType");
          checkWebTarget(integrationEventTable.model, "CustomImplementationUrl", draft, before);
        },
        async columns(work, { draft, before }) {
          const sealed = before === null ? null : await storedHeaderValue(work.db, before.ID);
          return headerColumn(work.services.secrets, integrationEventTable.model, draft, sealed);
        },
      }),
      {
        idParam: "integrationEventID",
      },
    ),
  );
}
