import type { Spec } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";

/** Checks that a spec that defines variants is a choice that every shopper makes (docs/behaviour/catalog.md §4.1). */
export function specFindings(spec: Pick<Spec, "ID" | "DefinesVariant" | "Required" | "AllowOpenText">): ApiError[] {
  if (!spec.DefinesVariant) return [];
  const findings: ApiError[] = [];
  if (!spec.Required) findings.push(apiError("Spec.MustBeRequired", { SpecID: spec.ID }));
  if (spec.AllowOpenText) findings.push(apiError("Spec.CannotAllowOpenText", { SpecID: spec.ID }));
  return findings;
}

/** Tells whether a spec leaves shoppers anything to choose or enter, or decides for them. */
export const isUsable = (spec: Pick<Spec, "DefaultValue" | "AllowOpenText" | "OptionCount">): boolean =>
  spec.AllowOpenText || spec.OptionCount > 0 || (spec.DefaultValue !== null && spec.DefaultValue !== "");

/** Reason why a spec that defines variants cannot be a product's: parents, children and bundles have none. */
export function variantFinding(product: { readonly family: boolean; readonly bundle: boolean }): ApiError | undefined {
  if (product.family) return apiError("ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec");
  return product.bundle ? apiError("ProductAssigment.BundleProductCannotBeAssignedToVariantSpec") : undefined;
}
