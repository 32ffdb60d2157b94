import type { Discount } from "@orderwell/contract";
import { type ApiError, apiError, combined, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { productFilters } from "./filter.ts";
import { discountTable, findLimits } from "./store.ts";

/** Discounts of a marketplace: whoever shops is held against all that they have (docs/behaviour/conventions.md §10). */
const mostDiscounts = 1_000;

/**
 * Completes a draft and refuses what the rules do (docs/behaviour/pricing.md §9).
 *
 * @throws ApiError ValidationFailure, Discount.MaximumDiscountsReached; NotFound (Catalog, Category, Product)
 */
export async function prepareDiscount({ db }: UserWork, draft: Discount, before: Discount | null): Promise<void> {
  for (const name of ["CatalogID", "CategoryID", "ProductID", "ProductFilter"] as const)
    if (draft[name] === "") draft[name] = null;
  const findings = findingsOf(draft);
  if (findings.length > 0) throw combined(findings);
  draft.DiscountBreaks = [...(draft.DiscountBreaks ?? [])].sort((a, b) => a.Quantity - b.Quantity);
  if (draft.ProductFilter !== null && draft.ProductFilter !== before?.ProductFilter)
    productFilters(draft.ProductFilter);
  if (before === null && (await discountTable.countUpTo(db, {}, mostDiscounts)) >= mostDiscounts)
    throw apiError("Discount.MaximumDiscountsReached", { MaximumDiscounts: mostDiscounts });
  const found = await findLimits(db, draft);
  if (draft.CatalogID !== null && found.catalog === undefined) throw notFound("Catalog", draft.CatalogID);
  if (draft.CategoryID !== null && found.category === undefined) throw notFound("Category", draft.CategoryID);
  if (draft.ProductID !== null && found.product === undefined) throw notFound("Product", draft.ProductID);
  draft.CatalogID = found.catalog ?? null;
  draft.CategoryID = found.category ?? null;
  draft.ProductID = found.product ?? null;
}

/** Faults of a discount in itself. */
function findingsOf({ DiscountBreaks, CatalogID, CategoryID }: Discount): ApiError[] {
  const breaks = DiscountBreaks ?? [];
  const findings: ApiError[] = [];
  if (breaks.length === 0)
    findings.push(invalidProperty("Discount", "DiscountBreaks", "DiscountBreaks must have an entry."));
  if (new Set(breaks.map(({ Quantity }) => Quantity)).size < breaks.length)
    findings.push(invalidProperty("Discount", "DiscountBreaks", "DiscountBreaks must differ in Quantity."));
  if (CategoryID !== null && CatalogID === null)
    findings.push(invalidProperty("Discount", "CatalogID", "CatalogID is required beside CategoryID."));
  return findings;
}
