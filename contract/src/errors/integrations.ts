import { error } from "../error.ts";
import { oneOf, text } from "../field.ts";

/** Services that the platform calls. */
export const integrationErrors = {
  "IntegrationEvent.ApiClientNotConfiguredForOrderCalculate": error(
    400,
    "The API client has no integration event for checkout.",
    "Name an integration event in OrderCheckoutIntegrationEventID of the API client.",
  ),
  "IntegrationEvent.CannotDeleteInUse": error(
    400,
    "The integration event is in use.",
    "Let no API client or identity provider name it any more, then delete it.",
  ),
  "IntegrationEvent.CannotEditType": error(
    400,
    "The type of an integration event cannot be changed.",
    "Create another integration event.",
  ),
  "IntegrationEvent.IncompatibleEventType": error(
    400,
    "The integration event is of another type than needed here.",
    "Name an integration event of the type that is needed.",
    { Property: text(), EventType: oneOf("IntegrationEventType"), Needed: oneOf("IntegrationEventType") },
  ),
  "IntegrationEvent.BadRequest": error(
    400,
    "The integration failed or answered with an error.",
    "Read the log of the integration; Data holds what it answered.",
    {
      Problem: text("What is wrong."),
      Answer: text("The beginning of what the integration answered. Null when it gave no answer.", { nullable: true }),
    },
  ),
  "IntegrationEvent.AllowSellerApiClientRequired": error(
    400,
    "The integration needs a token, but no active API client admits seller users.",
    "Activate an API client with AllowSeller, or clear ElevatedRoles.",
  ),
  "IntegrationEvent.MustCalculateShipping": error(
    400,
    "Estimate shipping before choosing ship methods.",
    "Call EstimateShipping first.",
  ),
  "IntegrationEvent.MustHaveShipEstimates": error(
    400,
    "The shipping estimate holds nothing to choose from.",
    "Call EstimateShipping again, or mend the integration.",
  ),
  "Integration.CustomAuthHeaderNameRequired": error(
    400,
    "CustomAuthHeaderValue needs CustomAuthHeaderName.",
    "Send both or neither.",
  ),
  "Integration.CustomAuthHeaderValueRequired": error(
    400,
    "CustomAuthHeaderName needs CustomAuthHeaderValue.",
    "Send both or neither.",
  ),
  "InventoryIntegration.IntegrationErrorReturned": error(
    400,
    "The inventory service answered with an error.",
    "Read the log of the inventory service.",
  ),
  "InventoryIntegration.DeliveryConfigIDRequired": error(
    400,
    "DeliveryConfigID is required.",
    "Send the ID of a delivery configuration.",
    { Model: text({ nullable: true }), Property: text({ nullable: true }) },
  ),
  "PromotionIntegration.FailedToEvaluate": error(
    400,
    "The promotion service failed or gave an invalid answer.",
    "Read the log of the promotion service.",
  ),
  "PromotionIntegration.CannotDeletePromotionIntegration": error(
    400,
    "Promotions without a ValueExpression depend on the integration.",
    "Give those promotions a ValueExpression first.",
  ),
  "PromotionIntegration.LineItemIdRequired": error(
    400,
    "The promotion service must name line items for a line-item-level promotion.",
    "Let the service answer with a LineItemID for each discount.",
  ),
  "PromotionIntegration.LineItemIdMustBeNull": error(
    400,
    "The promotion service must not name line items for an order-level promotion.",
    "Let the service answer without LineItemID.",
  ),
};
