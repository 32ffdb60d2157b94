import type { Address } from "@orderwell/contract";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { oneTimeAddress, patchedAddress } from "../addresses/rules.ts";
import { editFinding } from "../aggregate/access.ts";
import { type LineRow, type OrderLine, shownLine } from "../aggregate/line-row.store.ts";
import { lineOf, type Order } from "../aggregate/order.ts";
import { store } from "../aggregate/write.store.ts";

type AddressBody = Readonly<Partial<Address>>;

/** Sends a line item to an address that is in no address book. */
export function setLineAddress(
  work: UserWork,
  order: Order<"lines">,
  lineId: string,
  body: AddressBody,
): Promise<LineRow> {
  return send(work, order, lineId, () => ({ ShippingAddressID: null, ShippingAddress: oneTimeAddress(body) }));
}

/**
 * Changes the line item's own address; after submit also the copy of a saved one.
 *
 * @throws ApiError LineItem.CannotPatchShippingAddressIfMissing, ShippingAddress.CannotPatchSetByID
 */
export function patchLineAddress(
  work: UserWork,
  order: Order<"lines">,
  lineId: string,
  body: AddressBody,
): Promise<LineRow> {
  return send(work, order, lineId, ({ ShippingAddress, ShippingAddressID, frozen }) => {
    if (ShippingAddress === null) throw apiError("LineItem.CannotPatchShippingAddressIfMissing");
    if (ShippingAddressID !== null && !frozen) throw apiError("ShippingAddress.CannotPatchSetByID");
    return { ShippingAddress: patchedAddress(ShippingAddress, body, ShippingAddressID) };
  });
}

async function send(
  work: UserWork,
  order: Order<"lines">,
  lineId: string,
  changed: (line: OrderLine) => Partial<OrderLine>,
): Promise<LineRow> {
  refuse(editFinding(work, order.head));
  const line = lineOf(order, lineId);
  const lines = order.lines.map((one) => (one === line ? { ...line, ...changed(line) } : one));
  store(work, order, { ...order, lines });
  return shownLine(work.db, line);
}
