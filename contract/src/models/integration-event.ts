import { oneOf, text } from "../field.ts";
import { model } from "../model.ts";
import {
  configData,
  customAuthHeader,
  deliveryConfigID,
  elevatedRoles,
  hashKey,
  named,
  ownId,
} from "../shared-fields.ts";

export const integrationEvent = model(
  "IntegrationEvent",
  {
    ElevatedRoles: elevatedRoles(),
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    ConfigData: configData(),
    EventType: oneOf("IntegrationEventType", "Step at which the service is asked. Never changes.", {
      nullable: false,
      search: 2,
      sort: 2,
    }),
    CustomImplementationUrl: text(
      "Base address of your service: the step, such as `/ordercalculate`, follows it. For AddToCart the whole address.",
      { required: true },
    ),
    ...customAuthHeader,
    Name: named({ required: true, search: 3, sort: 3 }),
    HashKey: hashKey({ required: true, max: 50 }),
  },
  "A service of yours that the platform asks during checkout, order returns, add to cart or single sign-on. API clients and OpenID Connect configurations name it.",
);

export const trackingEvent = model(
  "TrackingEvent",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    EventType: oneOf("TrackingEventType", "Action that is reported. Never changes; one of each for an API client.", {
      required: true,
      nullable: false,
      search: 2,
      sort: 2,
    }),
    ClientID: text("API client whose users' actions are reported. Never changes.", { required: true }),
    Name: named({ required: true }),
    ConfigData: configData(),
    DeliveryConfigID: deliveryConfigID("reports", { required: true }),
  },
  "Reports an action of the users of an API client to a service that analyses it.",
);
