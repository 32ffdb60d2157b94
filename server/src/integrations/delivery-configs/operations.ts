import { invalidate } from "../../platform/cache-invalidation.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { followersChannel } from "../outgoing/consumer.ts";
import { deliveryConfigTable, findDeliveryConfig } from "./store.ts";
import { checkTargets, openHidden, sealHidden } from "./targets.ts";

/** Targets that changes and events are delivered to (docs/behaviour/integrations.md §5). */
export function deliveryConfigOperations(): Implementation[] {
  return implement(
    "DeliveryConfigurations",
    crud(
      new Resource(deliveryConfigTable, {
        async prepare({ db, services: { outbound, secrets } }, { draft, before }) {
          const stored = before === null ? undefined : await findDeliveryConfig(db, before.ID);
          const kept = openHidden(secrets, stored?.secrets ?? null);
          const { shown, hidden } = checkTargets(draft.DeliveryTargets, kept, (url) => outbound.isSecure(url));
          draft.DeliveryTargets = shown;
          return hidden;
        },
        saved: (work) => invalidate(work, followersChannel),
        columns: ({ services: { secrets } }, _change, hidden) => ({ delivery_secrets: sealHidden(secrets, hidden) }),
      }),
      { idParam: "deliveryConfigID" },
    ),
  );
}
