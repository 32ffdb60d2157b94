import type { Address } from "@orderwell/contract";
import { modelFields } from "../../platform/crud/fields.ts";
import { combined, invalidProperty } from "../../platform/errors/api-error.ts";

const conditional = Object.entries(modelFields("Address")).filter(([, { requiredFor }]) => requiredFor !== undefined);

type Located = Pick<Address, "Country">;

/**
 * Gaps of an address in its country: properties that the contract requires there only (docs/behaviour/parties.md
 * §3).
 *
 * @param model the model that errors name.
 * @throws ApiError ValidationFailure for each.
 */
export function checkAddress(address: Located, model = "Address"): void {
  const country = address.Country.toUpperCase();
  const values = address as unknown as Readonly<Record<string, unknown>>;
  const missing = conditional.filter(([name, { requiredFor = [] }]) => requiredFor.includes(country) && !values[name]);
  if (missing.length > 0)
    throw combined(missing.map(([name]) => invalidProperty(model, name, `${name} is required in ${country}.`)));
}

/** Tells whether an address is another one after a write. */
export const changesAddress = (draft: object, before: object): boolean =>
  Object.entries(before).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify((draft as Readonly<Record<string, unknown>>)[name]),
  );
