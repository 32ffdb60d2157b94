import type { Product } from "@orderwell/contract";
import { deepMerge } from "../../platform/crud/merge.ts";

/**
 * Properties that a child product set itself: a key for each such property. Values stand in the product's columns, save
 * for the two that mix with the parent's: `Active` (both must be) and `xp` (by its outermost keys). Its name is its own
 * unless `Nameless` says that it bears its parent's.
 */
export type Overrides = Readonly<Record<string, unknown>>;

/** Properties that a child takes from its parent where it has none, with their columns. */
export const inherited = {
  Description: "description",
  DefaultPriceScheduleID: "default_price_schedule_id",
  QuantityMultiplier: "quantity_multiplier",
  ShipWeight: "ship_weight",
  ShipHeight: "ship_height",
  ShipWidth: "ship_width",
  ShipLength: "ship_length",
  ShipFromAddressID: "ship_from_address_id",
  DefaultSupplierID: "default_supplier_id",
} as const;

type Inherited = keyof typeof inherited;
type Draft = { -readonly [Key in keyof Product]: Product[Key] };

const names = Object.keys(inherited) as Inherited[];

/**
 * Reduces the draft of a child product to what is its own, and says what that is.
 *
 * @param body what the client sent; a partial one leaves alone what it does not name.
 * @param before what was its own until now; null for a new child.
 */
export function overridesIn(
  draft: Draft,
  body: Partial<Product>,
  partial: boolean,
  effective: Product | null,
  before: Overrides | null,
): Overrides {
  const own: Record<string, unknown> = {};
  const values = draft as Record<Inherited, unknown>;
  for (const name of names) {
    const kept = partial && !(name in body);
    if (kept && before !== null && !(name in before)) values[name] = null;
    else if (kept) values[name] = effective?.[name] ?? null;
    if (values[name] !== null) own[name] = true;
  }
  if (partial && !("Name" in body) ? before?.Nameless : !draft.Name) own.Nameless = true;
  own.Active = !partial || "Active" in body ? draft.Active : ((before?.Active as boolean) ?? draft.Active);
  draft.Active = own.Active as boolean;
  const ownXp = before === null ? (effective?.xp ?? null) : ((before.xp ?? null) as Product["xp"]);
  if (partial) draft.xp = ("xp" in body ? deepMerge(ownXp, body.xp ?? null) : ownXp) as Product["xp"];
  if (draft.xp !== null) own.xp = draft.xp;
  return own;
}

/** Gives a child's draft back what it has of its parent, where neither that nor what is its own has changed. */
export function keepInherited(draft: Draft, effective: Product, own: Overrides): void {
  const values: Draft = { ...effective };
  for (const name of names) if (!(name in own)) (draft as Record<string, unknown>)[name] = values[name];
  if (own.Nameless) draft.Name = values.Name;
  draft.Active = values.Active;
  draft.xp = values.xp;
}

/** Properties of its own of a product that becomes a child: all that are set. */
export function overridesOfStandalone(product: Product): Overrides {
  const own: Record<string, unknown> = { Active: product.Active };
  for (const name of names) if (product[name] !== null) own[name] = true;
  if (product.xp !== null) own.xp = product.xp;
  if (product.Inventory !== null) own.Inventory = true;
  return own;
}
