import { type Field, flag, text } from "../field.ts";
import { model } from "../model.ts";
import { configData, deliveryConfigID } from "../shared-fields.ts";

const paused = () => flag("Nothing is delivered until it is false again.", { nullable: false });

export const entitySyncConfig = model(
  "EntitySyncConfig",
  {
    DeliveryConfigID: deliveryConfigID("changes", { required: true }),
    SyncEntityChanged: flag("Creations and changes are delivered as they happen.", { required: true, nullable: false }),
    SyncEntityDeleted: flag("Deletions are delivered as they happen.", { required: true, nullable: false }),
    Paused: paused(),
  },
  "Delivery of changes of a kind of resource.",
);

const which = (description: string): Field => text(description, { required: true });
const buyer = () => which("Buyer that it belongs to.");
const product = () => which("Product that it belongs to.");

export const syncAdminUser = model(
  "SyncAdminUser",
  { UserID: which("User of the marketplace owner to deliver.") },
  "Asks for a seller user to be delivered now.",
);

export const syncBuyer = model(
  "SyncBuyer",
  { BuyerID: which("Buyer to deliver.") },
  "Asks for a buyer to be delivered now.",
);

export const syncBuyerUser = model(
  "SyncBuyerUser",
  { BuyerID: buyer(), UserID: which("User to deliver.") },
  "Asks for a buyer user to be delivered now.",
);

export const syncBuyerUserGroup = model(
  "SyncBuyerUserGroup",
  { BuyerID: buyer(), UserGroupID: which("User group to deliver.") },
  "Asks for a user group of a buyer to be delivered now.",
);

export const syncCatalog = model(
  "SyncCatalog",
  { CatalogID: which("Catalog to deliver.") },
  "Asks for a catalog to be delivered now.",
);

export const syncCategory = model(
  "SyncCategory",
  { CatalogID: which("Catalog that it belongs to."), CategoryID: which("Category to deliver.") },
  "Asks for a category to be delivered now.",
);

export const syncInventoryRecord = model(
  "SyncInventoryRecord",
  { ProductID: product(), InventoryRecordID: which("Inventory record to deliver.") },
  "Asks for an inventory record to be delivered now.",
);

export const syncProduct = model(
  "SyncProduct",
  { ProductID: which("Product to deliver, with its prices and placements.") },
  "Asks for a product to be delivered now.",
);

export const syncSupplier = model(
  "SyncSupplier",
  { SupplierID: which("Supplier to deliver.") },
  "Asks for a supplier to be delivered now.",
);

export const syncSupplierUser = model(
  "SyncSupplierUser",
  { SupplierID: which("Supplier that it belongs to."), UserID: which("User to deliver.") },
  "Asks for a supplier user to be delivered now.",
);

export const orderSyncConfig = model(
  "OrderSyncConfig",
  {
    DeliveryConfigID: deliveryConfigID("orders", { required: true }),
    ConfigData: configData(),
  },
  "Delivery of submitted orders, whenever they change.",
);

export const productSyncConfig = model(
  "ProductSyncConfig",
  {
    SyncProductChanged: flag("Changes of products, prices, stock and placement are delivered as they happen.", {
      required: true,
      nullable: false,
    }),
    SyncProductDeleted: flag("Deletions are delivered as they happen.", { required: true, nullable: false }),
    DeliveryConfigID: deliveryConfigID("products", { required: true }),
    ConfigData: configData(),
    Paused: paused(),
    ExcludePriceSchedules: flag("Products are delivered without their price schedules.", { nullable: false }),
  },
  "Delivery of changes of products.",
);

export const errorConfig = model(
  "ErrorConfig",
  {
    DeliveryConfigID: deliveryConfigID("reports of failures", { required: true }),
  },
  "Delivery of failures of integrations.",
);
