import type { LineItemSpec, SpecOption } from "@orderwell/contract";
import type { PurchasableSpec, PurchasableVariant } from "../../catalogs/index.ts";
import { type ApiError, apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";

/** Choice of a client for a spec on a line item. */
export type GivenSpec = Pick<LineItemSpec, "SpecID" | "OptionID" | "Value">;

export interface ResolvedSpecs {
  readonly specs: readonly LineItemSpec[];
  /** Reasons why the line item may not be as it is; empty when it may. */
  readonly findings: readonly ApiError[];
}

const optionOf = ({ Options }: PurchasableSpec, id: string | null | undefined): SpecOption | undefined =>
  (Options as SpecOption[] | null)?.find((option) => sameId(option.ID, id));

/**
 * Works out the specs of a line item from what the client gave and what the product's specs default to
 * (docs/behaviour/catalog.md §4.4): the option given, the text given, then the default option and the default text, the
 * assignment's before the spec's own. Specs that end up without a value and need none are left out.
 */
export function resolveSpecs(assigned: readonly PurchasableSpec[], given: readonly GivenSpec[]): ResolvedSpecs {
  const findings: ApiError[] = [];
  for (const { SpecID } of given)
    if (!assigned.some(({ ID }) => sameId(ID, SpecID))) findings.push(notFound("Spec", SpecID));
  const specs: LineItemSpec[] = [];
  const missing: PurchasableSpec[] = [];
  for (const spec of assigned) {
    const entry = given.find(({ SpecID }) => sameId(SpecID, spec.ID));
    const value = (entry && chosen(spec, entry, findings)) ?? defaulted(spec);
    if (value === "refused") continue;
    if (value !== undefined) specs.push(value);
    else if (spec.Required) missing.push(spec);
  }
  if (missing.length > 0)
    findings.push(
      apiError("Spec.OneOrMoreRequiresValue", {
        Specs: missing.map(({ ID, Name }) => ({ SpecID: ID, Name })),
      }),
      ...missing.map(withoutValue),
    );
  return { specs, findings };
}

/** Choice or entry of the client; `undefined` when they left it open. */
function chosen(
  spec: PurchasableSpec,
  { OptionID, Value }: GivenSpec,
  findings: ApiError[],
): LineItemSpec | "refused" | undefined {
  if (OptionID) {
    const option = optionOf(spec, OptionID);
    if (option !== undefined)
      return withOption(spec, option, option.IsOpenText || spec.AllowOpenText ? Value : undefined);
    findings.push(apiError("Spec.OptionNotFound", { SpecID: spec.ID, OptionID }));
    return "refused";
  }
  if (!Value) return undefined;
  if (spec.AllowOpenText) return withText(spec, Value);
  const open = (spec.Options as SpecOption[] | null)?.find(({ IsOpenText }) => IsOpenText);
  if (open !== undefined) return withOption(spec, open, Value);
  findings.push(apiError("Spec.RequiresSelection", { SpecID: spec.ID, Name: spec.Name }));
  return "refused";
}

function defaulted(spec: PurchasableSpec): LineItemSpec | undefined {
  const option = optionOf(spec, spec.assignedDefaultOptionID) ?? optionOf(spec, spec.DefaultOptionID);
  if (option !== undefined) return withOption(spec, option, undefined);
  const text = spec.assignedDefaultValue || spec.DefaultValue;
  return text ? withText(spec, text) : undefined;
}

const withOption = (spec: PurchasableSpec, option: SpecOption, text: string | null | undefined): LineItemSpec => ({
  SpecID: spec.ID,
  Name: spec.Name,
  OptionID: option.ID,
  Value: text || option.Value,
  PriceMarkupType: option.PriceMarkupType,
  PriceMarkup: option.PriceMarkup,
});

const withText = (spec: PurchasableSpec, text: string): LineItemSpec => ({
  SpecID: spec.ID,
  Name: spec.Name,
  OptionID: null,
  Value: text,
  PriceMarkupType: null,
  PriceMarkup: null,
});

function withoutValue(spec: PurchasableSpec): ApiError {
  const toChoose = ((spec.Options as SpecOption[] | null)?.length ?? 0) > 0 && !spec.AllowOpenText;
  return apiError(toChoose ? "Spec.RequiresSelection" : "Spec.RequiresValue", { SpecID: spec.ID, Name: spec.Name });
}

/**
 * The variant that the options of a line item stand for: the one of exactly these options for the product's
 * variant-defining specs. Null for a product without variants; a finding when no active variant is of these options.
 */
export function variantOf(
  assigned: readonly PurchasableSpec[],
  variants: readonly PurchasableVariant[],
  specs: readonly LineItemSpec[],
): PurchasableVariant | ApiError | null {
  if (variants.length === 0) return null;
  const wanted = new Map(
    assigned
      .filter(({ DefinesVariant }) => DefinesVariant)
      .map(({ ID }) => [ID.toLowerCase(), specs.find(({ SpecID }) => sameId(SpecID, ID))?.OptionID?.toLowerCase()]),
  );
  const found = variants.find(
    ({ combination, Active }) =>
      Active &&
      combination.length === wanted.size &&
      combination.every(([spec, option]) => wanted.get(spec.toLowerCase()) === option.toLowerCase()),
  );
  return (
    found ??
    apiError("LineItem.VariantNotFound", {
      Specs: specs.map(({ SpecID, OptionID, Value }) => ({ SpecID, OptionID, Value })),
    })
  );
}
