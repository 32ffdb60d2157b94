import type { Address } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { contentOf, oneTimeAddress, patchedAddress } from "../addresses/rules.ts";
import { editFinding } from "../aggregate/access.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { store } from "../aggregate/write.store.ts";

type AddressBody = Readonly<Partial<Address>>;

/** Gives the order a billing address that is in no address book. */
export async function setBillingAddress(work: UserWork, order: Order, body: AddressBody): Promise<OrderHead> {
  refuse(editFinding(work, order.head));
  return billed(work, order, null, oneTimeAddress(body));
}

/**
 * Changes the order's own billing address; after submit also the copy of a saved one.
 *
 * @throws ApiError BillingAddress.CannotModifyNotFound, BillingAddress.CannotPatchSetByID
 */
export async function patchBillingAddress(work: UserWork, order: Order, body: AddressBody): Promise<OrderHead> {
  const { BillingAddress, BillingAddressID, Status } = order.head;
  refuse(editFinding(work, order.head));
  if (BillingAddress === null) throw apiError("BillingAddress.CannotModifyNotFound");
  if (BillingAddressID !== null && Status === "Unsubmitted") throw apiError("BillingAddress.CannotPatchSetByID");
  return billed(work, order, BillingAddressID, patchedAddress(BillingAddress, body, BillingAddressID));
}

async function billed(work: UserWork, order: Order, id: string | null, address: Address): Promise<OrderHead> {
  const after = withHead(order, { BillingAddressID: id, BillingAddress: address });
  return store(work, order, after).head;
}

/** Sends every line item of the order to an address that is in no address book. */
export async function setShippingAddress(work: UserWork, order: Order<"lines">, body: AddressBody): Promise<OrderHead> {
  refuse(editFinding(work, order.head));
  return store(work, order, sentTo(order, null, oneTimeAddress(body))).head;
}

/**
 * Changes the address that was set for the whole order; after submit also the copy of a saved one.
 *
 * @throws ApiError ShippingAddress.CannotModifyNotFound, ShippingAddress.CannotPatchSetByID
 */
export async function patchShippingAddress(
  work: UserWork,
  order: Order<"lines">,
  body: AddressBody,
): Promise<OrderHead> {
  const { shipping_address: before, shipping_address_id: id, Status } = order.head;
  refuse(editFinding(work, order.head));
  if (before === null) throw apiError("ShippingAddress.CannotModifyNotFound");
  if (id !== null && Status === "Unsubmitted") throw apiError("ShippingAddress.CannotPatchSetByID");
  return store(work, order, sentTo(order, id, patchedAddress(before, body, id))).head;
}

/** The order with every line of it going to an address, and new ones after them. */
export function sentTo(order: Order<"lines">, id: string | null, address: Address | Json | null): Order<"lines"> {
  const content = contentOf(address);
  return {
    ...withHead(order, { ShippingAddressID: id, shipping_address_id: id, shipping_address: address }),
    lines: order.lines.map((line) => ({ ...line, ShippingAddressID: id, ShippingAddress: content })),
  };
}
