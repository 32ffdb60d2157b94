import { anything, id, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const integrationEvent = model(
  "IntegrationEvent",
  {
    ElevatedRoles: listOf(oneOf("ApiRole")),
    ID: id({ search: 1, sort: 1 }),
    ConfigData: anything(),
    EventType: oneOf("IntegrationEventType", { nullable: false, search: 2, sort: 2 }),
    CustomImplementationUrl: text({ required: true }),
    CustomAuthHeaderName: text(),
    CustomAuthHeaderValue: text({ writeOnly: true }),
    Name: text({ required: true, search: 3, sort: 3 }),
    HashKey: text({ required: true, max: 50 }),
  },
  "A service of yours that the platform asks during checkout, order returns, add to cart or single sign-on.",
);

export const trackingEvent = model("TrackingEvent", {
  ID: id({ search: 1, sort: 1 }),
  EventType: oneOf("TrackingEventType", { required: true, nullable: false, search: 2, sort: 2 }),
  ClientID: text({ required: true }),
  Name: text({ required: true }),
  ConfigData: anything(),
  DeliveryConfigID: text({ required: true }),
});
