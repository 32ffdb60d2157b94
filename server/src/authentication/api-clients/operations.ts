import type { ApiClientAssignment } from "@orderwell/contract";
import { AssignmentTable, type PartyIds, partyIds, resolveParty } from "../../parties/index.ts";
import { invalidateAccess } from "../../platform/access/access.ts";
import { enterDirectory, leaveDirectory } from "../../platform/access/client-directory.store.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { Table } from "../../platform/crud/table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { secretOperations } from "../api-client-secrets/operations.ts";
import { fillDefaults, namedEvents, resolveEvents } from "./rules.ts";
import { admitSellers, contextUser, existingClient, integrationEvents, isLastFullAccess } from "./store.ts";

const eventName = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select e.name from integration_event e where e.marketplace_id = t.marketplace_id and e.id = ${column})`;
const assignedCompanies = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select count(*) from api_client_assignment a
    where a.marketplace_id = t.marketplace_id and a.api_client_id = t.id and ${column} is not null)`;

export const apiClientTable = new Table("api_client", "ApiClient", {
  computed: {
    DefaultContextUserName: sql`(select u.username from app_user u
      where u.marketplace_id = t.marketplace_id and u.key = t.default_context_user_key)`,
    AssignedBuyerCount: assignedCompanies(sql`a.buyer_id`),
    AssignedSupplierCount: assignedCompanies(sql`a.supplier_id`),
    OrderCheckoutIntegrationEventName: eventName(sql`t.order_checkout_integration_event_id`),
    OrderReturnIntegrationEventName: eventName(sql`t.order_return_integration_event_id`),
    AddToCartIntegrationEventName: eventName(sql`t.add_to_cart_integration_event_id`),
  },
});

const assigned = new AssignmentTable<ApiClientAssignment>("api_client_assignment", {
  levels: ["Company"],
  company: "any",
  select: { ApiClientID: sql`t.api_client_id` },
  object: ["api_client_id"],
  key: sql`marketplace_id, api_client_id, coalesce(buyer_id, ''), coalesce(supplier_id, '')`,
});

/** Applications, and who may sign in through them (docs/behaviour/authentication.md §3). */
export function apiClientOperations(): Implementation[] {
  return implement("ApiClients", {
    ...secretOperations,
    ...crud(
      new Resource(apiClientTable, {
        generateId: ({ services }) => services.ids.guid().toLowerCase(),
        async prepare({ db }, { draft }) {
          fillDefaults(draft);
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
          if (before === null) await enterDirectory(work.db, after.ID);
          else if (before.Active !== after.Active) await invalidateAccess(work);
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
    ),
    ListAssignments(call) {
      const { apiClientID } = call.query;
      const client = apiClientID ? [sql`t.api_client_id = ${apiClientID.toLowerCase()}`] : [];
      return assigned.list(call, partyIds(call.query), undefined, client);
    },
    async SaveAssignment(call) {
      const { db, body } = call;
      const party = await resolveParty(call, body, assigned.rules);
      const client = await existingClient(db, body.ApiClientID);
      if (party.buyerId === null && party.supplierId === null) await admitSellers(db, client);
      else await assigned.save(db, { api_client_id: client }, party);
    },
    DeleteBuyerAssignment: (call) => unassign(call, { BuyerID: call.path.buyerID }),
    DeleteSupplierAssignment: (call) => unassign(call, { SupplierID: call.path.supplierID }),
  });
}

async function unassign(
  call: Call<"ApiClients.DeleteBuyerAssignment"> | Call<"ApiClients.DeleteSupplierAssignment">,
  company: PartyIds,
): Promise<void> {
  const party = await resolveParty(call, company, assigned.rules);
  const client = await existingClient(call.db, call.path.apiClientID);
  if (!(await assigned.remove(call.db, { api_client_id: client }, party)))
    throw notFound("ApiClientAssignment", call.path.apiClientID);
}
