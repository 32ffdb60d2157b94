import { error } from "../error.ts";

/** Subscriptions. */
export const subscriptionErrors = {
  "Subscription.CreateRequiresFromUser": error(
    400,
    "Name the buyer user the subscription is for: FromCompanyID and FromUserID.",
    "Send both.",
  ),
  "SubscriptionIntegration.CannotUseApiClient": error(
    400,
    "The API client has an integration event for checkout already.",
    "Use another API client.",
  ),
  "SubscriptionIntegration.DefaultContextUser": error(
    400,
    "The API client has no default context user.",
    "Name a default context user in the API client.",
  ),
  "SubscriptionIntegration.ExceedsSelfServiceLimit": error(
    429,
    "The integration was started as often as it may be for now.",
    "Wait; the limit is per hour.",
  ),
};
