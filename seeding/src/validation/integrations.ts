import type { Contents } from "./contents.ts";
import { given } from "./finding.ts";

const eventTypes = [
  ["ApiClients", "OrderCheckoutIntegrationEventID", "OrderCheckout"],
  ["ApiClients", "OrderReturnIntegrationEventID", "OrderReturn"],
  ["ApiClients", "AddToCartIntegrationEventID", "AddToCart"],
  ["OpenIdConnects", "IntegrationEventID", "OpenIDConnect"],
] as const;

/** Integration events are used for what they are made for. */
export function checkIntegrations(contents: Contents): void {
  for (const [resource, property, type] of eventTypes)
    for (const record of contents.all(resource)) {
      const event = given(record[property]) ? contents.find("IntegrationEvents", record[property]) : undefined;
      if (event && event.EventType !== type)
        contents.report(resource, record, property, `Integration event ${event.ID} is not of type ${type}.`);
    }
}
