import type { PriceSchedule } from "@orderwell/contract";
import {
  checkQuantity,
  overriddenSubtotal,
  type Purchasable,
  type PurchasableVariant,
  priceLine,
} from "../../catalogs/index.ts";
import { snapshot } from "../../platform/crud/snapshot.ts";
import { ApiError, apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText, toCents } from "../../platform/money.ts";
import type { OrderLine } from "./line-row.store.ts";
import { resolveSpecs, variantOf } from "./specs.ts";
import { withoutTombstoneId } from "./tombstones.store.ts";
import { lineTotal } from "./totals.ts";

/** A line item as the catalog makes it, and why it may not be so. */
export interface Assembled {
  readonly line: OrderLine;
  readonly findings: readonly ApiError[];
}

/** Circumstances of a price. */
export interface PriceAt {
  /** Decides whether sale prices hold. */
  readonly now: Date;
  /** Subscription prices come first. */
  readonly subscription: boolean;
}

/**
 * Works out everything of a line item that follows from the catalog: specs, variant, price and the copies it keeps
 * (docs/behaviour/orders.md §5, §6). What the line already says about specs and an overridden price is taken as given.
 *
 * @param onOrder how many of the product are on the order, this line included.
 */
export function assemble(line: OrderLine, item: Purchasable, onOrder: number, at: PriceAt): Assembled {
  const { product, priceSchedule } = item;
  const { specs, findings: specFindings } = resolveSpecs(item.specs, line.Specs ?? []);
  const findings: ApiError[] = [...specFindings];
  let variant: PurchasableVariant | null = null;
  if (findings.length === 0) {
    const found = variantOf(item.specs, item.variants, specs);
    if (found instanceof ApiError) findings.push(withLine(found, line));
    else variant = found;
  }
  const assembled: OrderLine = {
    ...line,
    ProductID: product.ID,
    Product: snapshot("LineItemProduct", product),
    Variant: variant === null ? null : snapshot("LineItemVariant", variant as Partial<LineVariant>),
    variant_id: variant?.ID ?? null,
    ...suppliedBy(line, product.DefaultSupplierID),
    Specs: [...specs],
  };
  // What it costs is on the lines of what it consists of.
  if (line.IsBundle)
    return { line: withUnitPrice(assembled, (line.PriceOverridden ? line.UnitPrice : null) ?? "0"), findings };
  if (priceSchedule === null && item.priceMayLack)
    return { line: { ...withUnitPrice(assembled, line.UnitPrice ?? "0"), PriceScheduleID: null }, findings };
  if (priceSchedule === null) return { line: assembled, findings: [...findings, missingPrice(line, product.ID)] };
  const refusal = checkQuantity(priceSchedule, line.Quantity, onOrder);
  if (refusal !== undefined) findings.push(withLine(refusal, line, product.ID));
  const price = priced(assembled, { ...item, priceSchedule }, onOrder, at);
  return price === undefined
    ? { line: assembled, findings: [...findings, missingPrice(line, product.ID)] }
    : { line: price, findings };
}

/**
 * The same of a line whose product the catalog does not have: it costs what was said of it, and has no specs
 * (docs/behaviour/catalog.md §10).
 */
export function adHoc(line: OrderLine): Assembled {
  const { findings } = resolveSpecs([], line.frozen ? [] : (line.Specs ?? []));
  return { line: line.frozen ? line : withUnitPrice(line, line.UnitPrice ?? "0"), findings };
}

type LineVariant = NonNullable<OrderLine["Variant"]>;

/** Supplier of a line. One that was deleted is still the same while its name is. */
const suppliedBy = (line: OrderLine, id: string | null): Pick<OrderLine, "SupplierID" | "supplier_id"> => ({
  SupplierID: id,
  supplier_id: line.supplier_id !== null && withoutTombstoneId(line.supplier_id) === id ? line.supplier_id : id,
});

/** A product as its price follows from it. */
type PricedItem = Pick<Purchasable, "discounts"> & { readonly priceSchedule: PriceSchedule };

/** The line at its schedule's price, or at the price that was set for it; `undefined` where the schedule has no price. */
export function priced(
  line: OrderLine,
  { priceSchedule: schedule, discounts }: PricedItem,
  onOrder: number,
  at: PriceAt,
): OrderLine | undefined {
  if (line.PriceOverridden) return { ...withUnitPrice(line, line.UnitPrice ?? "0"), PriceScheduleID: schedule.ID };
  const price = priceLine({
    schedule: { ...schedule, PriceBreaks: schedule.PriceBreaks ?? [] },
    quantity: line.Quantity,
    cumulativeQuantity: onOrder,
    markups: line.Specs ?? [],
    at: at.now,
    subscription: at.subscription,
    bundle: line.BundleItemID !== null,
    discounts,
  });
  if (price === undefined) return undefined;
  return withTotal({
    ...line,
    UnitPrice: price.unitPrice,
    LineSubtotal: price.subtotal,
    IsOnSale: price.isOnSale,
    PriceScheduleID: schedule.ID,
    BaseDiscount: price.discount?.amount ?? "0",
    DiscountID: price.discount?.id ?? null,
  });
}

/** The line at a price that no schedule gave: markups, breaks and discounts play no part. */
export const withUnitPrice = (line: OrderLine, unitPrice: string): OrderLine =>
  withTotal({
    ...line,
    UnitPrice: unitPrice,
    LineSubtotal: overriddenSubtotal(unitPrice, line.Quantity),
    IsOnSale: line.PriceOverridden ? false : line.IsOnSale,
    BaseDiscount: "0",
    DiscountID: null,
  });

/**
 * A frozen line whose quantity or price was changed, at the unit price that it has. The discount that it was frozen with goes
 * on taking off as much of each unit, unless the price was set by hand.
 */
export function atUnitPrice(line: OrderLine, was: OrderLine): OrderLine {
  const changed = withUnitPrice(line, line.UnitPrice ?? "0");
  if (line.PriceOverridden || line.UnitPrice !== was.UnitPrice || was.DiscountID === null) return changed;
  const BaseDiscount = decimalText(toCents(new Decimal(was.BaseDiscount).times(line.Quantity).dividedBy(was.Quantity)));
  return withTotal({ ...changed, BaseDiscount, DiscountID: was.DiscountID });
}

const withTotal = (line: OrderLine): OrderLine => ({ ...line, LineTotal: lineTotal(line) });

const missingPrice = (line: OrderLine, productId: string): ApiError =>
  apiError("PriceSchedule.MissingOrConflicting", { ProductID: productId, LineItemID: line.ID });

/** Names the line in a finding's data, beside what it says already. */
function withLine(error: ApiError, line: OrderLine, productId = line.ProductID): ApiError {
  return new ApiError(
    error.status,
    error.entries.map((entry) => ({
      ...entry,
      Data: { ProductID: productId, LineItemID: line.ID, ...(entry.Data as object | null) },
    })),
  );
}
