import { embedded, flag, listOf, text } from "../field.ts";
import { model } from "../model.ts";
import {
  configData,
  customAuthHeader,
  deliveryConfigID,
  described,
  elevatedRoles,
  hashKey,
  named,
  ownId,
} from "../shared-fields.ts";

export const webhook = model(
  "Webhook",
  {
    ID: ownId("the marketplace", { search: 1, sort: 2 }),
    Name: named({ required: true, search: 2, sort: 1 }),
    Description: described({ max: 2000, search: 3 }),
    Url: text("Address of your service, `https`. May be left out where a delivery configuration says it.", {
      search: 4,
    }),
    HashKey: hashKey({ max: 50 }),
    ElevatedRoles: elevatedRoles(),
    ConfigData: configData(),
    BeforeProcessRequest: flag(
      "The call waits for your service, which may block it. False: it is told afterwards, of calls that succeeded.",
      { nullable: false },
    ),
    ApiClientIDs: listOf(text(), "API clients whose calls it listens to. Empty: none."),
    WebhookRoutes: listOf(embedded("WebhookRoute"), "Operations that it listens to."),
    DeliveryConfigID: deliveryConfigID("its payloads"),
    ...customAuthHeader,
  },
  "Calls of the API that a service of yours is told about, before or after they happen.",
);

export const webhookRoute = model(
  "WebhookRoute",
  {
    Route: text("Path with the names of its parameters, such as `v1/buyers/{buyerID}`. In any case."),
    Verb: text("Method: POST, PUT, PATCH or DELETE; reads trigger nothing."),
  },
  "An operation that a webhook listens to.",
);
