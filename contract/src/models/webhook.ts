import { anything, embedded, flag, id, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const webhook = model(
  "Webhook",
  {
    ID: id({ search: 1, sort: 2 }),
    Name: text({ required: true, search: 2, sort: 1 }),
    Description: text({ max: 2000, search: 3 }),
    Url: text({ search: 4 }),
    HashKey: text({ max: 50 }),
    ElevatedRoles: listOf(oneOf("ApiRole")),
    ConfigData: anything(),
    BeforeProcessRequest: flag({ nullable: false }),
    ApiClientIDs: listOf(text()),
    WebhookRoutes: listOf(embedded("WebhookRoute")),
    DeliveryConfigID: text(),
    CustomAuthHeaderName: text(),
    CustomAuthHeaderValue: text({ writeOnly: true }),
  },
  "Calls of the API that a service of yours is told about, before or after they happen.",
);

export const webhookRoute = model(
  "WebhookRoute",
  {
    Route: text(),
    Verb: text(),
  },
  "An operation that a webhook listens to.",
);
