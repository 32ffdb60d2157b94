import type { BuyerProduct, PriceSchedule, Spec } from "@orderwell/contract";
import type { ApplicableDiscount } from "../pricing/discount.ts";

/** Through whose eyes products are seen and priced: a buyer's user. */
export interface Shopper {
  readonly buyerId: string;
  readonly userKey: number;
  /** Keys of the groups they are in. */
  readonly groupKeys: readonly number[];
  /** The buyer group that their buyer is in. */
  readonly buyerGroupId: string | null;
  /** Currency of their effective locale; null without one. */
  readonly currency: string | null;
  /** Language of the same locale, as somebody wrote it; null without one. */
  readonly language: string | null;
  /** The catalog that their buyer shops in by default, the buyer group's where it has none. */
  readonly defaultCatalogId: string | null;
}

/** One of a product's variants with the options it stands for. */
export interface PurchasableVariant {
  readonly ID: string;
  readonly Name: string | null;
  readonly Description: string | null;
  readonly Active: boolean;
  readonly ShipWeight: string | null;
  readonly ShipHeight: string | null;
  readonly ShipWidth: string | null;
  readonly ShipLength: string | null;
  readonly xp: unknown;
  /** `[spec ID, option ID]` in the order of its specs. */
  readonly combination: readonly (readonly [string, string])[];
  readonly quantityAvailable: number | null;
}

/** A product's spec as assigned to it: the assignment's defaults stand before the spec's own. */
export interface PurchasableSpec extends Spec {
  readonly assignedDefaultValue: string | null;
  readonly assignedDefaultOptionID: string | null;
}

/** A visible product with everything that adding it to an order needs. */
export interface Purchasable {
  readonly product: BuyerProduct & {
    readonly OwnerID: string;
    readonly IsParent: boolean;
    readonly IsBundle: boolean;
    readonly ShipFromAddressID: string | null;
  };
  /**
   * The schedule that gives the price to this shopper from this seller in their currency; null: not for sale to them.
   */
  readonly priceSchedule: PriceSchedule | null;
  readonly specs: readonly PurchasableSpec[];
  readonly variants: readonly PurchasableVariant[];
  /**
   * True where the seller may sell it: the marketplace always, a supplier when it owns it, is its default, or is
   * related.
   */
  readonly soldBySeller: boolean;
  /** Discounts on it for the shopper. */
  readonly discounts: readonly ApplicableDiscount[];
  /** Without a schedule the price is whatever is agreed upon elsewhere: between the marketplace and its suppliers. */
  readonly priceMayLack?: true;
}
