import { error } from "../error.ts";
import { text } from "../field.ts";

/** Deliveries of changes, events and errors. */
export const synchronizationErrors = {
  "DeliveryConfig.CannotDeleteConfigInUse": error(
    400,
    "The delivery configuration is in use.",
    "Let nothing name the configuration any more, then delete it.",
  ),
  "Changes.InvalidCursor": error(
    400,
    "This is no place among the changes.",
    "Send Next of the page before, or Cursor of a change, as after.",
    { After: text() },
  ),
  "Changes.CursorExpired": error(
    410,
    "What was changed after this place is not known any more.",
    "Begin anew: ask without after, read everything once, and go on from there.",
  ),
  "Changes.UnknownResource": error(400, "There is no such resource to follow.", "Name resources as operations do.", {
    Resource: text(),
  }),
  "Delivery.Waiting": error(
    400,
    "The delivery has not ended.",
    "Wait until it has been delivered or given up; DateDue says when it is tried next.",
  ),
  "DeliveryConfig.ConfigurationDisabled": error(
    400,
    "The delivery configuration is switched off.",
    "Switch the delivery configuration on, or name another.",
  ),
  "DeliveryConfig.NoTarget": error(
    400,
    "The delivery configuration has no target that this is delivered to.",
    "Add a target that takes it, or name another delivery configuration.",
    { DeliveryConfigID: text() },
  ),
  "EntitySyncConfig.OnlyOneConfigPerMarketplace": error(
    400,
    "This kind of entity is synchronized already.",
    "Change the configuration that exists.",
  ),
  "ErrorConfig.DeliveryConfigDisabled": error(
    400,
    "The delivery configuration for errors is switched off.",
    "Switch the delivery configuration on, or name another.",
  ),
  "FullSyncStatus.FullSyncAlreadyRunning": error(
    400,
    "A full synchronization of this kind is running.",
    "Wait until it ends.",
  ),
  "OrderSync.InvalidDateRangeForSyncOperation": error(
    400,
    "The date range is not valid.",
    "Send a beginning that is earlier than the end.",
  ),
  "OrderSyncConfig.OnlyOneConfigPerMarketplace": error(
    400,
    "Orders are synchronized already.",
    "Change the configuration that exists.",
  ),
  "ProductSyncConfig.OnlyOneConfigPerMarketplace": error(
    400,
    "Products are synchronized already.",
    "Change the configuration that exists.",
  ),
  "ProductSyncConfig.AdminLockout": error(
    400,
    "The operator has switched off product synchronization for this marketplace.",
    "Ask the operator of the server.",
  ),
  "Synchronize.EntitySyncForAdminUsersNotEnabled": error(
    400,
    "Seller users are not synchronized.",
    "Save a synchronization of seller users first.",
  ),
  "Synchronize.EntitySyncForCategoryNotEnabled": error(
    400,
    "Categories are not synchronized.",
    "Save a synchronization of categories first.",
  ),
  "Synchronize.EntitySyncForBuyerNotEnabled": error(
    400,
    "Buyers are not synchronized.",
    "Save a synchronization of buyers first.",
  ),
  "Synchronize.EntitySyncForBuyerUserGroupNotEnabled": error(
    400,
    "Buyer user groups are not synchronized.",
    "Save a synchronization of buyer user groups first.",
  ),
  "Synchronize.EntitySyncForBuyerUsersNotEnabled": error(
    400,
    "Buyer users are not synchronized.",
    "Save a synchronization of buyer users first.",
  ),
  "Synchronize.EntitySyncForInventoryRecordNotEnabled": error(
    400,
    "Inventory records are not synchronized.",
    "Save a synchronization of inventory records first.",
  ),
  "Synchronize.EntitySyncForSupplierNotEnabled": error(
    400,
    "Suppliers are not synchronized.",
    "Save a synchronization of suppliers first.",
  ),
  "Synchronize.EntitySyncForSupplierUsersNotEnabled": error(
    400,
    "Supplier users are not synchronized.",
    "Save a synchronization of supplier users first.",
  ),
  "Synchronize.ProductSyncNotEnabled": error(
    400,
    "Products are not synchronized.",
    "Save a synchronization of products first.",
  ),
  "TrackingEvent.CannotCreateMultipleEventsOfSameType": error(
    400,
    "The API client has a tracking event of this type.",
    "Change the tracking event that exists.",
  ),
  "TrackingEvent.CannotUpdateProperty": error(
    400,
    "ClientID and EventType of a tracking event cannot be changed.",
    "Delete the tracking event and create another.",
  ),
  "TrackingEvent.InvalidClientID": error(
    400,
    "ClientID does not name an API client.",
    "Send the ID of an API client of this marketplace.",
  ),
  "TrackingEvent.InvalidDeliveryConfigID": error(
    400,
    "DeliveryConfigID does not name a delivery configuration.",
    "Send the ID of a delivery configuration.",
  ),
};
