import { anything, flag, text } from "../field.ts";
import { model } from "../model.ts";

export const entitySyncConfig = model(
  "EntitySyncConfig",
  {
    DeliveryConfigID: text({ required: true }),
    SyncEntityChanged: flag({ required: true, nullable: false }),
    SyncEntityDeleted: flag({ required: true, nullable: false }),
    Paused: flag({ nullable: false }),
  },
  "Which changes of a kind of resource are delivered, and where to.",
);

export const syncAdminUser = model("SyncAdminUser", {
  UserID: text({ required: true }),
});

export const syncBuyer = model("SyncBuyer", {
  BuyerID: text({ required: true }),
});

export const syncBuyerUser = model("SyncBuyerUser", {
  BuyerID: text({ required: true }),
  UserID: text({ required: true }),
});

export const syncBuyerUserGroup = model("SyncBuyerUserGroup", {
  BuyerID: text({ required: true }),
  UserGroupID: text({ required: true }),
});

export const syncCatalog = model("SyncCatalog", {
  CatalogID: text({ required: true }),
});

export const syncCategory = model("SyncCategory", {
  CatalogID: text({ required: true }),
  CategoryID: text({ required: true }),
});

export const syncInventoryRecord = model("SyncInventoryRecord", {
  ProductID: text({ required: true }),
  InventoryRecordID: text({ required: true }),
});

export const syncProduct = model("SyncProduct", {
  ProductID: text({ required: true }),
});

export const syncSupplier = model("SyncSupplier", {
  SupplierID: text({ required: true }),
});

export const syncSupplierUser = model("SyncSupplierUser", {
  SupplierID: text({ required: true }),
  UserID: text({ required: true }),
});

export const orderSyncConfig = model("OrderSyncConfig", {
  DeliveryConfigID: text({ required: true }),
  ConfigData: anything(),
});

export const productSyncConfig = model("ProductSyncConfig", {
  SyncProductChanged: flag({ required: true, nullable: false }),
  SyncProductDeleted: flag({ required: true, nullable: false }),
  DeliveryConfigID: text({ required: true }),
  ConfigData: anything(),
  Paused: flag({ nullable: false }),
  ExcludePriceSchedules: flag({ nullable: false }),
});

export const errorConfig = model(
  "ErrorConfig",
  {
    DeliveryConfigID: text({ required: true }),
  },
  "Where failures of integrations are reported.",
);
