import { clientsAmong } from "../../platform/access/client-directory.store.ts";
import { invalidate } from "../../platform/cache-invalidation.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { nameDeliveryConfig } from "../delivery-configs/named.ts";
import { followersChannel } from "../outgoing/consumer.ts";
import { trackingEventTable } from "./store.ts";

/** What users of an API client do, told of for analysis (docs/behaviour/integrations.md §7). */
export function trackingEventOperations(): Implementation[] {
  return implement(
    "TrackingEvents",
    crud(
      new Resource(trackingEventTable, {
        async prepare(work, { draft, before }) {
          if (before !== null && (draft.EventType !== before.EventType || draft.ClientID !== before.ClientID))
            throw apiError("TrackingEvent.CannotUpdateProperty");
          const [client] = await clientsAmong(work.db, [draft.ClientID.toLowerCase()]);
          if (client === undefined) throw apiError("TrackingEvent.InvalidClientID");
          draft.ClientID = client;
          await nameDeliveryConfig(work, draft, before, {
            unknown: () => apiError("TrackingEvent.InvalidDeliveryConfigID"),
          });
        },
        saved: (work) => invalidate(work, followersChannel),
        deleted: (work) => invalidate(work, followersChannel),
      }),
      { idParam: "eventID" },
    ),
  );
}
