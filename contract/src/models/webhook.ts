import { anything, date, embedded, flag, json, listOf, text } from "../field.ts";
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

export const webhookPayload = model(
  "WebhookPayload",
  {
    Route: text("Path with the names of its parameters, such as `v1/buyers/{buyerID}`."),
    RouteParams: json("Values of the path's parameters, by name."),
    QueryParams: json("Arguments of the query string, by name; several values of one are divided by commas."),
    Verb: text("Method of the request."),
    Date: date("When the request came."),
    LogID: text("Log ID of the request, the same in each attempt at delivery."),
    UserToken: text("Token of the user with the webhook's elevated roles, for 10 minutes."),
    Request: embedded("WebhookExchange", "What was sent, with null for passwords and write-only values."),
    Response: embedded("WebhookExchange", "What was answered. Before the request: an empty object."),
    ConfigData: anything("What the webhook was configured with."),
  },
  "What a service is told of a request.",
);

export const webhookExchange = model(
  "WebhookExchange",
  {
    Body: anything("JSON of the body; an empty object where there is none."),
    Headers: text("Always null."),
  },
  "One half of a request that a webhook tells of.",
);

export const webhookReply = model(
  "WebhookReply",
  {
    proceed: flag("False: the request is refused with `blocked by web hook`.", { required: true }),
    body: anything("Given to the client as the error's `Data.Body` where the request is refused."),
  },
  "What a service answers that is asked before a request.",
);
