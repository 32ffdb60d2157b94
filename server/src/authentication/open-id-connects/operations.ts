import type { OpenIdConnect } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { existingClient } from "../accounts/clients.store.ts";
import { integrationEvents } from "../api-clients/store.ts";
import { guardClients } from "../full-access/guards.ts";
import { leadsToApplication } from "./rules.ts";
import { configTable } from "./store.ts";

/**
 * Identity providers that users sign in with (docs/behaviour/authentication.md §10). What an object names within the
 * marketplace is checked when it is saved, and addresses for their form; whether they answer, the first sign-in shows.
 */
export function openIdConnectOperations(): Implementation[] {
  return implement(
    "OpenIdConnects",
    crud(
      new Resource(configTable, {
        async prepare({ db }, { draft, before }) {
          draft.OrderCloudApiClientID = await existingClient(db, draft.OrderCloudApiClientID ?? "");
          if (!draft.ConnectClientSecret)
            throw invalidProperty("OpenIdConnect", "ConnectClientSecret", "ConnectClientSecret is required.");
          draft.CustomErrorUrl ||= null;
          draft.IntegrationEventID ||= null;
          checkAddresses(draft, before);
          const id = draft.IntegrationEventID;
          if (id === null) return;
          const event = (await integrationEvents(db, [id])).get(id.toLowerCase());
          if (event === undefined) throw notFound("IntegrationEvent", id);
          if (event.type !== "OpenIDConnect")
            throw apiError("IntegrationEvent.IncompatibleEventType", {
              Property: "IntegrationEventID",
              EventType: event.type,
              Needed: "OpenIDConnect",
            });
          draft.IntegrationEventID = event.id;
        },
        async saved(work, { OrderCloudApiClientID: client }) {
          await guardClients(work, client === null ? [] : [client]);
        },
      }),
      {
        idParam: "openidconnectID",
      },
    ),
  );
}

/** What was stored already stays. @throws ApiError ValidationFailure */
function checkAddresses(draft: OpenIdConnect, before: OpenIdConnect | null): void {
  for (const property of ["AuthorizationEndpoint", "TokenEndpoint"] as const)
    checkWebTarget(configTable.model, property, draft, before);
  for (const property of ["AppStartUrl", "CustomErrorUrl"] as const) {
    const address = draft[property];
    if (address === null || address === before?.[property] || leadsToApplication(address)) continue;
    throw invalidProperty(configTable.model, property, `${property} must be the address of an application.`);
  }
}
