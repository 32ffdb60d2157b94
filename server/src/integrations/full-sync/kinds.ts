import type { CodeWithoutData } from "@orderwell/contract";
import { consumers, entityConsumer } from "../outgoing/consumer.ts";
import { kinds, type SynchronizedKind } from "../telling/kinds.ts";

/** Whom everything of a kind is told to. */
export interface FullKind {
  /** ID of the consumer. */
  readonly consumer: string;
  /** Role that asks for it. */
  readonly role: string;
  /** Refusal where the kind is not synchronized; undefined: its configuration is not found. */
  readonly disabled?: CodeWithoutData;
}

/** The kinds of which everything can be delivered (docs/behaviour/integrations.md §6.2). */
export const fullKinds = {
  ...Object.fromEntries(
    kinds.map(({ name, all, disabled }): [SynchronizedKind, FullKind] => [
      all,
      { consumer: entityConsumer(name), role: "EntitySyncConfigAdmin", disabled },
    ]),
  ),
  Orders: { consumer: consumers.orders, role: "OrderSyncConfigAdmin" },
  Products: {
    consumer: consumers.products,
    role: "ProductSyncConfigAdmin",
    disabled: "Synchronize.ProductSyncNotEnabled",
  },
} as Readonly<Record<SynchronizedKind, FullKind>>;
