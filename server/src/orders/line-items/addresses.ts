import type { Address } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { assertEditable } from "../access.ts";
import { oneTimeAddress } from "../addresses/rules.ts";
import { patchedAddress } from "../order/addresses.ts";
import { touch } from "../order/store.ts";
import { updateLine } from "./store.ts";
import type { StoredLine, StoredLineRow } from "./stored-line.ts";
import { lineOf, type OpenedOrder } from "./write.ts";

type AddressBody = Readonly<Partial<Address>>;

/** Sends a line item to an address that is in no address book. */
export function setLineAddress(
  work: UserWork,
  opened: OpenedOrder,
  lineId: string,
  body: AddressBody,
): Promise<StoredLineRow> {
  return store(work, opened, lineId, () => ({ ShippingAddressID: null, ShippingAddress: oneTimeAddress(body) }));
}

/**
 * Changes the line item's own address; after submit also the copy of a saved one.
 *
 * @throws ApiError LineItem.CannotPatchShippingAddressIfMissing, ShippingAddress.CannotPatchSetByID
 */
export function patchLineAddress(
  work: UserWork,
  opened: OpenedOrder,
  lineId: string,
  body: AddressBody,
): Promise<StoredLineRow> {
  return store(work, opened, lineId, ({ ShippingAddress, ShippingAddressID, frozen }) => {
    if (ShippingAddress === null) throw apiError("LineItem.CannotPatchShippingAddressIfMissing");
    if (ShippingAddressID !== null && !frozen) throw apiError("ShippingAddress.CannotPatchSetByID");
    return { ShippingAddress: patchedAddress(ShippingAddress, body, ShippingAddressID) };
  });
}

async function store(
  work: UserWork,
  opened: OpenedOrder,
  lineId: string,
  changed: (line: StoredLine) => Partial<StoredLine>,
): Promise<StoredLineRow> {
  assertEditable(work, opened.order);
  const line = lineOf(opened, lineId);
  const [row] = await Promise.all([updateLine(work.db, { ...line, ...changed(line) }), touch(work, opened.order)]);
  return row;
}
