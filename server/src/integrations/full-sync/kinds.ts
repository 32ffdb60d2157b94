import type { CodeWithoutData, wire } from "@orderwell/contract";
import { consumers, entityConsumer } from "../outgoing/consumer.ts";

export type SynchronizedKind = NonNullable<wire.FullSyncStatus["Synchronization"]>;

/** Whom everything of a kind is told to. */
export interface FullKind {
  /** ID of the consumer. */
  readonly consumer: string;
  /** Role that asks for it. */
  readonly role: string;
  /** Refusal where the kind is not synchronized; undefined: its configuration is not found. */
  readonly disabled?: CodeWithoutData;
}

const entity = (name: string, disabled: CodeWithoutData): FullKind => ({
  consumer: entityConsumer(name),
  role: "EntitySyncConfigAdmin",
  disabled,
});

/** The kinds of which everything can be delivered (docs/behaviour/integrations.md §6.2). */
export const fullKinds: Readonly<Record<SynchronizedKind, FullKind>> = {
  AdminUsers: entity("adminuser", "Synchronize.EntitySyncForAdminUsersNotEnabled"),
  Buyers: entity("buyer", "Synchronize.EntitySyncForBuyerNotEnabled"),
  BuyerUserGroups: entity("buyerusergroup", "Synchronize.EntitySyncForBuyerUserGroupNotEnabled"),
  BuyerUsers: entity("buyeruser", "Synchronize.EntitySyncForBuyerUsersNotEnabled"),
  Catalogs: entity("catalog", "Synchronize.EntitySyncForCategoryNotEnabled"),
  Categories: entity("category", "Synchronize.EntitySyncForCategoryNotEnabled"),
  InventoryRecords: entity("inventoryrecord", "Synchronize.EntitySyncForInventoryRecordNotEnabled"),
  Orders: { consumer: consumers.orders, role: "OrderSyncConfigAdmin" },
  Products: {
    consumer: consumers.products,
    role: "ProductSyncConfigAdmin",
    disabled: "Synchronize.ProductSyncNotEnabled",
  },
  Suppliers: entity("supplier", "Synchronize.EntitySyncForSupplierNotEnabled"),
  SupplierUsers: entity("supplieruser", "Synchronize.EntitySyncForSupplierUsersNotEnabled"),
};
