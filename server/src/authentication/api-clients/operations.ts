import type { ApiClient } from "@orderwell/contract";
import { isSubscriptionClient } from "../../integrations/index.ts";
import { type PartyIds, partyIds, resolveParty } from "../../parties/index.ts";
import { invalidateAccess } from "../../platform/access/access.ts";
import { enterDirectory, leaveDirectory } from "../../platform/access/client-directory.store.ts";
import { lacksFullAccess } from "../../platform/access/full-access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Row } from "../../platform/db/json.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { existingClient } from "../accounts/clients.store.ts";
import { secretOperations } from "../api-client-secrets/operations.ts";
import { guardClients } from "../full-access/guards.ts";
import { clientsGivingFullAccess } from "../full-access/holders.store.ts";
import { fillDefaults, mayServeSubscriptions, namedEvents, resolveEvents } from "./rules.ts";
import { admitSellers, contextUser, integrationEvents, isLastFullAccess } from "./store.ts";
import { apiClientAssignments, apiClientTable, ofClient } from "./table.store.ts";

/** Applications, and who may sign in through them (docs/behaviour/authentication.md §3). */
export function apiClientOperations(): Implementation[] {
  const verbs = crud(
    new Resource(apiClientTable, {
      generateId: ({ services }) => services.ids.guid().toLowerCase(),
      async prepare({ db }, { draft, before }) {
        fillDefaults(draft);
        if (before !== null && !mayServeSubscriptions(draft) && (await isSubscriptionClient(db, before.ID)))
          throw apiError(
            draft.DefaultContextUserName === null
              ? "SubscriptionIntegration.DefaultContextUser"
              : "SubscriptionIntegration.CannotUseApiClient",
          );
        const events = namedEvents(draft);
        if (events.length > 0) resolveEvents(draft, await integrationEvents(db, events));
      },
      async columns({ db }, { draft }) {
        const name = draft.DefaultContextUserName;
        const user = name === null ? undefined : await contextUser(db, name);
        if (draft.IsAnonBuyer && !user?.isBuyer) throw apiError("ApiClient.RequiredNotAnonBuyer");
        return { default_context_user_key: user?.key ?? null };
      },
      async saved(work, after, { before }) {
        await guardClients(work, [after.ID]);
        if (before === null) await enterDirectory(work.db, after.ID);
        else await invalidateAccess(work);
      },
      async deleting({ db }, client) {
        if (await isLastFullAccess(db, client.ID)) throw apiError("ApiClient.CannotDeleteLastFullAccess");
      },
      async deleted(work, client) {
        await leaveDirectory(work.db, client.ID);
        await invalidateAccess(work);
      },
    }),
    {
      idParam: "apiClientID",
    },
  );
  return implement("ApiClients", {
    ...secretOperations,
    ...verbs,
    async List(call) {
      const page = await verbs.List(call);
      return { ...page, Items: await withoutGivingSecrets(call, page.Items) };
    },
    async Get(call) {
      const [client] = await withoutGivingSecrets(call, [await verbs.Get(call)]);
      return client!;
    },
    ListAssignments(call) {
      const { apiClientID } = call.query;
      const client = apiClientID ? [ofClient(apiClientID)] : [];
      return apiClientAssignments.list(call, partyIds(call.query), undefined, client);
    },
    async SaveAssignment(call) {
      const { db, body } = call;
      const party = await resolveParty(call, body, apiClientAssignments.rules);
      const client = await existingClient(db, body.ApiClientID);
      if (party.buyerId !== null || party.supplierId !== null)
        await apiClientAssignments.save(db, { api_client_id: client }, party);
      else if (!(await admitSellers(db, client))) throw notFound("ApiClient", body.ApiClientID);
      await guardClients(call, [client]);
    },
    DeleteBuyerAssignment: (call) => unassign(call, { BuyerID: call.path.buyerID }),
    DeleteSupplierAssignment: (call) => unassign(call, { SupplierID: call.path.supplierID }),
  });
}

/** Clients as those see them who do not have FullAccess: without the secrets that would give it to them. */
async function withoutGivingSecrets(
  { actor, db }: UserWork,
  clients: readonly Row<ApiClient>[],
): Promise<Row<ApiClient>[]> {
  const secret = lacksFullAccess(actor) ? clients.filter(({ ClientSecret }) => ClientSecret !== null) : [];
  if (secret.length === 0) return [...clients];
  const giving = await clientsGivingFullAccess(
    db,
    secret.map(({ ID }) => ID),
  );
  return clients.map((client) => (giving.has(client.ID) ? { ...client, ClientSecret: null } : client));
}

async function unassign(
  call: Call<"ApiClients.DeleteBuyerAssignment"> | Call<"ApiClients.DeleteSupplierAssignment">,
  company: PartyIds,
): Promise<void> {
  const party = await resolveParty(call, company, apiClientAssignments.rules);
  const client = await existingClient(call.db, call.path.apiClientID);
  if (!(await apiClientAssignments.remove(call.db, { api_client_id: client }, party)))
    throw notFound("ApiClientAssignment", call.path.apiClientID);
  await invalidateAccess(call);
}
