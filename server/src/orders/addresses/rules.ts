import type { Address } from "@orderwell/contract";
import { checkAddress } from "../../people/index.ts";
import { complete } from "../../platform/crud/merge.ts";

/**
 * A one-time address in full: every property of the model, without an ID of its own.
 *
 * @throws ApiError naming the properties that the address's country requires.
 */
export function oneTimeAddress(body: Readonly<Record<string, unknown>> | Readonly<Partial<Address>>): Address {
  const address = { ...complete("Address", { ...body }), ID: null, DateCreated: null } as unknown as Address;
  checkAddress(address);
  return address;
}
