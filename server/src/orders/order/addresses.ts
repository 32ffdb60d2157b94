import type { Address } from "@orderwell/contract";
import { patched } from "../../platform/crud/merge.ts";
import { Json, jsonb } from "../../platform/db/json.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { assertEditable } from "../access.ts";
import { oneTimeAddress } from "../addresses/rules.ts";
import { setOnLines, updateOrder } from "./store.ts";
import type { StoredOrder } from "./stored-order.ts";

type AddressBody = Readonly<Partial<Address>>;

const contentOf = (address: unknown): Record<string, unknown> =>
  (address instanceof Json ? address.value : address) as Record<string, unknown>;

/** Gives the order a billing address that is in no address book. */
export function setBillingAddress(work: UserWork, order: StoredOrder, body: AddressBody): Promise<StoredOrder> {
  assertEditable(work, order);
  return updateOrder(work, order, { billing_address_id: null, billing_address: jsonb(oneTimeAddress(body)) });
}

/**
 * Changes the order's own billing address; after submit also the copy of a saved one.
 *
 * @throws ApiError BillingAddress.CannotModifyNotFound, BillingAddress.CannotPatchSetByID
 */
export function patchBillingAddress(work: UserWork, order: StoredOrder, body: AddressBody): Promise<StoredOrder> {
  assertEditable(work, order);
  if (order.BillingAddress === null) throw apiError("BillingAddress.CannotModifyNotFound");
  if (order.BillingAddressID !== null && order.Status === "Unsubmitted")
    throw apiError("BillingAddress.CannotPatchSetByID");
  const address = patchedAddress(order.BillingAddress, body, order.BillingAddressID);
  return updateOrder(work, order, { billing_address: jsonb(address) });
}

/** Sends every line item of the order to an address that is in no address book. */
export async function setShippingAddress(work: UserWork, order: StoredOrder, body: AddressBody): Promise<StoredOrder> {
  assertEditable(work, order);
  return shipTo(work, order, null, oneTimeAddress(body));
}

/**
 * Changes the address that was set for the whole order; after submit also the copy of a saved one.
 *
 * @throws ApiError ShippingAddress.CannotModifyNotFound, ShippingAddress.CannotPatchSetByID
 */
export async function patchShippingAddress(
  work: UserWork,
  order: StoredOrder,
  body: AddressBody,
): Promise<StoredOrder> {
  assertEditable(work, order);
  if (order.shipping_address === null) throw apiError("ShippingAddress.CannotModifyNotFound");
  if (order.inherited_address_id !== null && order.Status === "Unsubmitted")
    throw apiError("ShippingAddress.CannotPatchSetByID");
  const id = order.inherited_address_id;
  return shipTo(work, order, id, patchedAddress(order.shipping_address, body, id));
}

async function shipTo(work: Work, order: StoredOrder, id: string | null, address: Address): Promise<StoredOrder> {
  const changes = { shipping_address_id: id, shipping_address: jsonb(address) };
  const [, updated] = await Promise.all([setOnLines(work.db, order, changes), updateOrder(work, order, changes)]);
  return updated;
}

/** A changed copy keeps the ID of the address it was copied from. */
export function patchedAddress(before: unknown, body: AddressBody, id: string | null): Address {
  return { ...oneTimeAddress(patched("Address", contentOf(before), body)), ID: id as string };
}
