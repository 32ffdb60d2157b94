import type { DeliveryTargets } from "@orderwell/contract";
import { requireToGive } from "../../platform/access/full-access.ts";
import { invalidate } from "../../platform/cache-invalidation.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { IntegrationDependents } from "../dependents/dependents.ts";
import { followersChannel, webhooksChannel } from "../outgoing/consumer.ts";
import { deliveryConfigTable, findDeliveryConfig } from "./store.ts";
import { checkTargets, openHidden, sealHidden } from "./targets.ts";
import { toldThrough } from "./told.store.ts";

/** Targets that changes and events are delivered to (docs/behaviour/integrations.md §5). */
export function deliveryConfigOperations(dependents: IntegrationDependents): Implementation[] {
  return implement(
    "DeliveryConfigurations",
    crud(
      new Resource(deliveryConfigTable, {
        async prepare({ db, services: { outbound, secrets } }, { draft, before }) {
          const stored = before === null ? undefined : await findDeliveryConfig(db, before.ID);
          const kept = {
            shown: (stored?.targets.value ?? {}) as DeliveryTargets,
            hidden: openHidden(secrets, stored?.secrets ?? null),
          };
          const { shown, hidden } = checkTargets(draft.DeliveryTargets, kept, (url) => outbound.isSecure(url));
          draft.DeliveryTargets = shown;
          return hidden;
        },
        async saved(work, { ID }, { before, given, partial }) {
          const leadsElsewhere = !partial || "DeliveryTargets" in given || "Enabled" in given;
          if (before !== null && leadsElsewhere) await guardTold(work, ID, dependents);
          await invalidate(work, followersChannel);
          await invalidate(work, webhooksChannel);
        },
        columns: ({ services: { secrets } }, _change, hidden) => ({ delivery_secrets: sealHidden(secrets, hidden) }),
      }),
      { idParam: "deliveryConfigID" },
    ),
  );
}

/**
 * Guards where calls and messages go, which bring tokens: as those of their webhooks and senders are guarded
 * (docs/behaviour/authentication.md §9.1).
 *
 * @throws ApiError Auth.InsufficientRoles
 */
async function guardTold(work: UserWork, id: string, dependents: IntegrationDependents): Promise<void> {
  const { senders, clients, roles } = await toldThrough(work.db, id);
  requireToGive(work.actor, roles);
  if (clients.length > 0) await dependents.savedWebhook(work, clients);
  for (const sender of senders) await dependents.savedSender(work, sender);
}
