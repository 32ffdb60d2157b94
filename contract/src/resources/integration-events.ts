import { crud, get, post, resource } from "../declare.ts";
import { everyone } from "../operation.ts";
import { calculation, customAuth } from "../raises.ts";

export const integrationEvents = resource("IntegrationEvents", {
  section: "Integrations",
  description:
    "Services asked during checkout, order returns, add to cart or single sign-on, and the calls that ask them.",
  roles: { read: ["IntegrationEventAdmin", "IntegrationEventReader"], write: ["IntegrationEventAdmin"] },
  userTypes: ["Seller"],
  operations: [
    crud("/integrationEvents/{integrationEventID}", "IntegrationEvent", {
      noun: ["an integration event", "integration events"],
    }),
    post("Calculate", "/orders/{direction}/{orderID}/calculate", {
      summary: "Have an integration calculate an order.",
      reply: "OrderWorksheet",
      roles: ["IntegrationEventAdmin", "OrderAdmin", "Shopper"],
      userTypes: everyone,
      status: 200,
    }),
    post("EstimateShipping", "/orders/{direction}/{orderID}/estimateshipping", {
      summary: "Have an integration estimate shipping for an order.",
      reply: "OrderWorksheet",
      roles: ["IntegrationEventAdmin", "OrderAdmin", "Shopper"],
      userTypes: everyone,
      status: 200,
    }),
    post("SelectShipmethods", "/orders/{direction}/{orderID}/shipmethods", {
      summary: "Choose among the ship methods estimated for an order.",
      body: "OrderShipMethodSelection",
      reply: "OrderWorksheet",
      roles: ["IntegrationEventAdmin", "OrderAdmin", "Shopper"],
      userTypes: everyone,
      status: 200,
    }),
    get("GetWorksheet", "/orders/{direction}/{orderID}/worksheet", {
      summary: "Get the worksheet of an order.",
      reply: "OrderWorksheet",
      roles: ["IntegrationEventAdmin", "OrderAdmin", "Shopper", "OrderReader"],
      userTypes: everyone,
    }),
  ],
  raises: {
    "Create Save Patch": [...customAuth],
    "Save Patch": ["IntegrationEvent.CannotEditType"],
    Delete: ["IntegrationEvent.CannotDeleteInUse"],
    "Calculate EstimateShipping SelectShipmethods": [...calculation],
    SelectShipmethods: ["IntegrationEvent.MustCalculateShipping", "IntegrationEvent.MustHaveShipEstimates"],
  },
});
