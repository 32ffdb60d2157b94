import { invalidateAccess } from "../../platform/access/access.ts";
import { requireToGive } from "../../platform/access/full-access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { headerColumn } from "../custom-headers/custom-auth-header.ts";
import type { IntegrationDependents } from "../dependents/dependents.ts";
import { integrationEventTable } from "./store.ts";

/** Services of the marketplace's own that the platform asks (docs/behaviour/integrations.md §3). */
export function integrationEventOperations(dependents: IntegrationDependents): Implementation[] {
  return implementSome(
    "IntegrationEvents",
    crud(
      new Resource(integrationEventTable, {
        prepare({ actor }, { draft, before }) {
          requireToGive(actor, draft.ElevatedRoles);
          draft.EventType ??= before?.EventType ?? "OrderCheckout";
          draft.CustomAuthHeaderName ||= null;
          if (before !== null && draft.EventType !== before.EventType)
            throw apiError("IntegrationEvent.CannotEditType");
          checkWebTarget(integrationEventTable.model, "CustomImplementationUrl", draft, before);
        },
        columns: (work, { draft, before }) => headerColumn(work, integrationEventTable, draft, before?.ID ?? null),
        async saved(work, { ID }, { before }) {
          await dependents.savedEvent(work, ID);
          // Callers are known with the event that takes part in their checkouts.
          if (before !== null && before.ID !== ID) await invalidateAccess(work);
        },
      }),
      {
        idParam: "integrationEventID",
      },
    ),
  );
}
