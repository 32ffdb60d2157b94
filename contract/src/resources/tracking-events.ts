import { crud, resource } from "../declare.ts";

export const trackingEvents = resource("TrackingEvents", {
  section: "Integrations",
  description: "User actions that are delivered for analysis.",
  roles: { read: ["TrackingEventAdmin", "TrackingEventReader"], write: ["TrackingEventAdmin"] },
  userTypes: ["Seller"],
  operations: [
    crud("/integrations/trackingEvents/{eventID}", "TrackingEvent", { noun: ["a tracking event", "tracking events"] }),
  ],
  raises: {
    "Create Save Patch": [
      "TrackingEvent.CannotCreateMultipleEventsOfSameType",
      "TrackingEvent.InvalidClientID",
      "TrackingEvent.InvalidDeliveryConfigID",
      "DeliveryConfig.ConfigurationDisabled",
    ],
    "Save Patch": ["TrackingEvent.CannotUpdateProperty"],
  },
});
