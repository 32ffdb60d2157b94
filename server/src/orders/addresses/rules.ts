import type { Address } from "@orderwell/contract";
import { modelFields } from "../../platform/crud/fields.ts";
import { combined, invalidProperty } from "../../platform/errors/api-error.ts";

type Values = Readonly<Record<string, unknown>>;

const fields = Object.entries(modelFields("Address"));

/**
 * A one-time address in full: every property of the model, without an ID of its own.
 *
 * @throws ApiError naming the properties that the address's country requires.
 */
export function oneTimeAddress(body: Values, before: Values = {}): Address {
  const address: Record<string, unknown> = {};
  for (const [name] of fields) address[name] = body[name] ?? before[name] ?? null;
  address.ID = null;
  address.DateCreated = null;
  const country = String(address.Country ?? "").toUpperCase();
  const missing = fields.filter(
    ([name, field]) =>
      (field.required || field.requiredFor?.includes(country)) && (address[name] === null || address[name] === ""),
  );
  if (missing.length > 0)
    throw combined(
      missing.map(([name, field]) =>
        invalidProperty(
          "Address",
          name,
          field.required ? `${name} is required.` : `${name} is required in ${country}.`,
        ),
      ),
    );
  return address as unknown as Address;
}
