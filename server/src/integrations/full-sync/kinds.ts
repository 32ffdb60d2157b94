import type { CodeWithoutData } from "@orderwell/contract";
import { consumers, entityConsumer } from "../outgoing/consumer.ts";
import { entityKinds, type Kind, type SynchronizedKind } from "../telling/kinds.ts";

/** Whom everything of a kind is told to. */
export interface FullKind {
  /** ID of the consumer. */
  readonly consumer: string;
  /** Role that asks for it. */
  readonly role: string;
  /** Refusal where the kind is not synchronized; undefined: its configuration is not found. */
  readonly disabled?: CodeWithoutData;
}

const ofEntity = ({ name, disabled }: Kind): FullKind => ({
  consumer: entityConsumer(name),
  role: "EntitySyncConfigAdmin",
  disabled,
});

/** The kinds of which everything can be delivered (docs/behaviour/integrations.md §6.2). */
export const fullKinds: Readonly<Record<SynchronizedKind, FullKind>> = {
  AdminUsers: ofEntity(entityKinds.AdminUsers),
  Buyers: ofEntity(entityKinds.Buyers),
  BuyerUserGroups: ofEntity(entityKinds.BuyerUserGroups),
  BuyerUsers: ofEntity(entityKinds.BuyerUsers),
  Catalogs: ofEntity(entityKinds.Catalogs),
  Categories: ofEntity(entityKinds.Categories),
  InventoryRecords: ofEntity(entityKinds.InventoryRecords),
  Suppliers: ofEntity(entityKinds.Suppliers),
  SupplierUsers: ofEntity(entityKinds.SupplierUsers),
  Orders: { consumer: consumers.orders, role: "OrderSyncConfigAdmin" },
  Products: {
    consumer: consumers.products,
    role: "ProductSyncConfigAdmin",
    disabled: "Synchronize.ProductSyncNotEnabled",
  },
};
