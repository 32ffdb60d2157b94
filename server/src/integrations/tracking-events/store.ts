import { Table } from "../../platform/crud/table.ts";
import { apiError } from "../../platform/errors/api-error.ts";

export const trackingEventTable = new Table("tracking_event", "TrackingEvent", {
  violations: {
    tracking_event_type_key: () => apiError("TrackingEvent.CannotCreateMultipleEventsOfSameType"),
  },
});
