import { apiError } from "../../platform/errors/api-error.ts";

/** A product's inventory as it is stored; `quantity` is what was written, not what records or variants add up to. */
export interface StoredInventory {
  readonly enabled: boolean;
  readonly notificationPoint: number | null;
  readonly variantLevelTracking: boolean;
  readonly orderCanExceed: boolean;
  readonly quantity: number | null;
  /** Time of the last change, as the wire writes it. */
  readonly updated: string;
}

/** The `Inventory` of a body: its writable properties, as far as they are given. */
export interface WrittenInventory {
  readonly Enabled?: boolean | null;
  readonly NotificationPoint?: number | null;
  readonly VariantLevelTracking?: boolean | null;
  readonly OrderCanExceed?: boolean | null;
  readonly QuantityAvailable?: number | null;
}

/** Limits of a product's inventory. */
export interface InventoryLimits {
  /** The quantity that the product shows so far, its records' or variants' where it has any. */
  readonly shown: number | null;
  /** Parents and children do not track by variant. */
  readonly family: boolean;
  /** Number of inventory records. */
  readonly records: number;
}

/**
 * The inventory that a write makes (docs/behaviour/inventory.md §1.1).
 *
 * @param before null when none was ever written. A full write passes null values for what its body lacks; a partial one
 *   keeps what it does not name.
 * @throws ApiError Product.InventoryDisabled, InventoryConfiguration.CannotSetVariantLevelTracking or
 *   .CannotChangeVariantLevelTracking
 */
export function inventoryAfter(
  before: StoredInventory | null,
  written: WrittenInventory | null,
  partial: boolean,
  limits: InventoryLimits,
  now: string,
): StoredInventory | null {
  const after = written === null ? null : merged(partial ? before : null, written, now);
  const tracked = before?.variantLevelTracking ?? false;
  if (limits.records > 0 && tracked !== (after?.variantLevelTracking ?? false))
    throw apiError("InventoryConfiguration.CannotChangeVariantLevelTracking");
  if (after === null) return null;
  if (limits.family && after.variantLevelTracking)
    throw apiError("InventoryConfiguration.CannotSetVariantLevelTracking");
  // Clients write back whole what they have read: the quantity they were shown is none of their own.
  const unchanged = [before?.quantity ?? 0, limits.shown ?? 0].includes(after.quantity ?? 0);
  if (!after.enabled && !unchanged) throw apiError("Product.InventoryDisabled");
  return before !== null && same(before, after) ? before : after;
}

function merged(before: StoredInventory | null, written: WrittenInventory, now: string): StoredInventory {
  const given = <Value>(value: Value | undefined, kept: Value): Value => (value === undefined ? kept : value);
  return {
    enabled: given(written.Enabled, before?.enabled ?? false) ?? false,
    notificationPoint: given(written.NotificationPoint, before?.notificationPoint ?? null),
    variantLevelTracking: given(written.VariantLevelTracking, before?.variantLevelTracking ?? false) ?? false,
    orderCanExceed: given(written.OrderCanExceed, before?.orderCanExceed ?? false) ?? false,
    quantity: given(written.QuantityAvailable, before?.quantity ?? null),
    updated: now,
  };
}

function same(a: StoredInventory, b: StoredInventory): boolean {
  return (
    a.enabled === b.enabled &&
    a.notificationPoint === b.notificationPoint &&
    a.variantLevelTracking === b.variantLevelTracking &&
    a.orderCanExceed === b.orderCanExceed &&
    a.quantity === b.quantity
  );
}
