import type { Address } from "@orderwell/contract";
import { checkAddress } from "../../people/index.ts";
import { complete, patched } from "../../platform/crud/merge.ts";
import { Json } from "../../platform/db/json.ts";

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

/** Reads an address that may be as the database sent it. */
export const contentOf = (address: Address | Json | null): Address | null =>
  address instanceof Json ? (address.value as Address) : address;

/** A changed copy keeps the ID of the address it was copied from. */
export function patchedAddress(before: Address | Json, body: Readonly<Partial<Address>>, id: string | null): Address {
  return { ...oneTimeAddress(patched("Address", { ...contentOf(before) }, body)), ID: id as string };
}

/** The same address without the ID of the address book it came from. */
export function detached(address: Address | Json | null): Address | null {
  const content = contentOf(address);
  return content === null ? null : { ...content, ID: null as unknown as string };
}
