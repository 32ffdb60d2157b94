import type { LineItemProduct, LineItemVariant, PriceSchedule } from "@orderwell/contract";
import {
  checkQuantity,
  overriddenSubtotal,
  type Purchasable,
  type PurchasableVariant,
  priceLine,
} from "../../catalogs/index.ts";
import { ApiError, apiError, combined } from "../../platform/errors/api-error.ts";
import { lineTotal } from "../order/totals.ts";
import { resolveSpecs, variantOf } from "./specs.ts";
import type { StoredLine } from "./stored-line.ts";

/**
 * Refuses what cannot be put on an order as a line item of its own.
 *
 * @throws ApiError LineItem.CannotPurchaseParentProduct, LineItem.CannotPurchaseBundleProduct,
 *   LineItem.ProductNotAvailableFromSeller
 */
export function assertPurchasable({ product, soldBySeller }: Purchasable): void {
  const data = { ProductID: product.ID };
  if (product.IsParent) throw apiError("LineItem.CannotPurchaseParentProduct", data);
  if (product.IsBundle) throw apiError("LineItem.CannotPurchaseBundleProduct", data);
  if (!soldBySeller) throw apiError("LineItem.ProductNotAvailableFromSeller", data);
}

/** How many of a product are on the order altogether. */
export const quantityOf = (lines: readonly StoredLine[], productId: string): number =>
  lines.reduce((total, line) => total + (line.ProductID === productId ? line.Quantity : 0), 0);

/** A line item as the catalog makes it, and why it may not be so. */
export interface Assembled {
  readonly line: StoredLine;
  readonly findings: readonly ApiError[];
}

/**
 * Works out everything of a line item that follows from the catalog: specs, variant, price and the copies it keeps
 * (docs/behaviour/orders.md §5, §6). What the line already says about specs and an overridden price is taken as given.
 *
 * @param onOrder how many of the product are on the order, this line included.
 */
export function assemble(line: StoredLine, item: Purchasable, onOrder: number, at: Date): Assembled {
  const { product, priceSchedule } = item;
  const { specs, findings: specFindings } = resolveSpecs(item.specs, line.Specs ?? []);
  const findings: ApiError[] = [...specFindings];
  let variant: PurchasableVariant | null = null;
  if (findings.length === 0) {
    try {
      variant = variantOf(item.specs, item.variants, specs);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      findings.push(withLine(error, line));
    }
  }
  const assembled: StoredLine = {
    ...line,
    ProductID: product.ID,
    Product: productCopy(product),
    Variant: variant === null ? null : variantCopy(variant),
    variant_id: variant?.ID ?? null,
    SupplierID: product.DefaultSupplierID,
    Specs: [...specs],
  };
  if (priceSchedule === null) return { line: assembled, findings: [...findings, missingPrice(line, product.ID)] };
  const refusal = checkQuantity(priceSchedule, line.Quantity, onOrder);
  if (refusal !== undefined) findings.push(withLine(refusal, line, product.ID));
  const price = priced(assembled, priceSchedule, onOrder, at);
  return price === undefined
    ? { line: assembled, findings: [...findings, missingPrice(line, product.ID)] }
    : { line: price, findings };
}

/** As `assemble`, for a write: refuses with everything that is wrong. @throws ApiError */
export function assembleOrRefuse(line: StoredLine, item: Purchasable, onOrder: number, at: Date): StoredLine {
  const { line: assembled, findings } = assemble(line, item, onOrder, at);
  if (findings.length > 0) throw combined(findings);
  return assembled;
}

/** The line at its schedule's price, or at the price that was set for it; `undefined` where the schedule has no price. */
export function priced(line: StoredLine, schedule: PriceSchedule, onOrder: number, at: Date): StoredLine | undefined {
  if (line.PriceOverridden) return { ...withUnitPrice(line, line.UnitPrice ?? "0"), PriceScheduleID: schedule.ID };
  const price = priceLine({
    schedule: { ...schedule, PriceBreaks: schedule.PriceBreaks ?? [] },
    quantity: line.Quantity,
    cumulativeQuantity: onOrder,
    markups: line.Specs ?? [],
    at,
  });
  if (price === undefined) return undefined;
  return withTotal({
    ...line,
    UnitPrice: price.unitPrice,
    LineSubtotal: price.subtotal,
    IsOnSale: price.isOnSale,
    PriceScheduleID: schedule.ID,
  });
}

/** The line at a price that no schedule gave: markups and breaks play no part. */
export const withUnitPrice = (line: StoredLine, unitPrice: string): StoredLine =>
  withTotal({
    ...line,
    UnitPrice: unitPrice,
    LineSubtotal: overriddenSubtotal(unitPrice, line.Quantity),
    IsOnSale: line.PriceOverridden ? false : line.IsOnSale,
  });

const withTotal = (line: StoredLine): StoredLine => ({ ...line, LineTotal: lineTotal(line) });

const missingPrice = (line: StoredLine, productId: string): ApiError =>
  apiError("PriceSchedule.MissingOrConflicting", { ProductID: productId, LineItemID: line.ID });

/** Names the line in a finding's data, beside what it says already. */
function withLine(error: ApiError, line: StoredLine, productId = line.ProductID): ApiError {
  return new ApiError(
    error.status,
    error.entries.map((entry) => ({
      ...entry,
      Data: { ProductID: productId, LineItemID: line.ID, ...(entry.Data as object | null) },
    })),
  );
}

const productCopy = (product: Purchasable["product"]): LineItemProduct => ({
  ID: product.ID,
  Name: product.Name,
  Description: product.Description,
  Returnable: product.Returnable,
  QuantityMultiplier: product.QuantityMultiplier ?? 1,
  ShipWeight: product.ShipWeight,
  ShipHeight: product.ShipHeight,
  ShipWidth: product.ShipWidth,
  ShipLength: product.ShipLength,
  DefaultSupplierID: product.DefaultSupplierID,
  ParentID: product.ParentID,
  xp: product.xp,
});

const variantCopy = (variant: PurchasableVariant): LineItemVariant => ({
  ID: variant.ID,
  Name: variant.Name,
  Description: variant.Description,
  ShipWeight: variant.ShipWeight,
  ShipHeight: variant.ShipHeight,
  ShipWidth: variant.ShipWidth,
  ShipLength: variant.ShipLength,
  xp: variant.xp as LineItemVariant["xp"],
});
