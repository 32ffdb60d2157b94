import type { LineItem, Operations } from "@orderwell/contract";
import type { Purchasable } from "../../catalogs/index.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Work } from "../../platform/work/work.ts";
import { findAddress, findShipFromAddress } from "../addresses/addresses.store.ts";
import { contentOf } from "../addresses/rules.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";

/** Properties that a client may write of a line item. */
export type LineBody = Partial<Operations["LineItems.Patch"]["body"]>;

/** A line item of a product with nothing said of it yet. */
export const blankLine = (
  { ID: orderId, Status, shipping_address_id: addressId, shipping_address: address }: OrderHead,
  id: string,
  { ID: productId, DefaultSupplierID: supplierId }: Pick<Purchasable["product"], "ID" | "DefaultSupplierID">,
  now: Date,
): OrderLine => ({
  ID: id,
  ProductID: productId,
  Quantity: 1,
  BundleItemID: null,
  IsBundle: false,
  DateAdded: formatInstant(now),
  QuantityShipped: 0,
  UnitPrice: null,
  PromotionDiscount: "0",
  LineTotal: "0",
  LineSubtotal: "0",
  CostCenter: null,
  DateNeeded: null,
  ShippingAccount: null,
  ShippingAddressID: addressId,
  ShipFromAddressID: null,
  Product: null,
  Variant: null,
  ShippingAddress: contentOf(address),
  ShipFromAddress: null,
  SupplierID: supplierId,
  InventoryRecordID: null,
  PriceScheduleID: null,
  IsOnSale: false,
  PriceOverridden: false,
  Specs: [],
  IncomingOrderID: null,
  OutgoingOrderID: null,
  InvitationID: null,
  BaseDiscount: "0",
  DiscountID: null,
  xp: null,
  order_id: orderId,
  variant_id: null,
  inventory_record_key: null,
  record_by_service: false,
  ad_hoc: false,
  frozen: Status !== "Unsubmitted",
  supplier_id: supplierId,
});

/**
 * Draft of a line as it follows from the body alone, without the catalog.
 *
 * @param before null for a line that is added.
 * @throws ApiError LineItem.DateNeededMustBeGreaterThanDateAdded; NotFound (Address)
 */
export async function withBody(
  work: Pick<Work, "db">,
  order: OrderHead,
  line: OrderLine,
  body: LineBody,
  before: OrderLine | null,
): Promise<OrderLine> {
  const draft: OrderLine = {
    ...line,
    ...(body.Quantity != null && { Quantity: body.Quantity }),
    ...(body.CostCenter !== undefined && { CostCenter: body.CostCenter }),
    ...(body.ShippingAccount !== undefined && { ShippingAccount: body.ShippingAccount }),
    ...(body.DateNeeded !== undefined && { DateNeeded: body.DateNeeded }),
    ...specsOf(body, line, before),
    ...(body.xp !== undefined && { xp: body.xp }),
  };
  if (draft.DateNeeded !== null && draft.DateNeeded !== before?.DateNeeded) {
    if (Date.parse(draft.DateNeeded) <= Date.parse(draft.DateAdded))
      throw apiError("LineItem.DateNeededMustBeGreaterThanDateAdded", { DateAdded: draft.DateAdded });
  }
  const sent = await shipTo(work, order, draft, body.ShippingAddressID, before);
  const { ShipFromAddressID: from } = body;
  if (!from || sameId(from, line.ShipFromAddressID)) return sent;
  const left = await shipFrom(work, sent, line.SupplierID, from);
  if (left === undefined) throw notFound("Address", from);
  return left;
}

/** Specs of a line that follows the catalog no more stay as they are, unless it is just being added. */
const specsOf = ({ Specs }: LineBody, { frozen }: OrderLine, before: OrderLine | null): Partial<OrderLine> =>
  (Specs !== undefined && !frozen) || (Specs != null && before === null) ? { Specs } : {};

/** An ID as shown changes nothing, so that a one-time address survives a line item that is put back as it was read. */
async function shipTo(
  { db }: Pick<Work, "db">,
  order: OrderHead,
  line: OrderLine,
  id: string | null | undefined,
  before: OrderLine | null,
): Promise<OrderLine> {
  if (id === undefined || (before === null && !id) || sameId(id, line.ShippingAddressID)) return line;
  const address = id ? await findAddress(db, order, id, "shipping") : undefined;
  return {
    ...line,
    ShippingAddressID: address?.id ?? null,
    ShippingAddress: (address?.copy.value ?? null) as LineItem["ShippingAddress"],
  };
}

/** The line as it leaves from a saved address; nothing when there is no such address. */
export async function shipFrom(
  { db }: Pick<Work, "db">,
  line: OrderLine,
  supplierId: string | null,
  id: string,
): Promise<OrderLine | undefined> {
  const address = await findShipFromAddress(db, supplierId, id);
  return (
    address && {
      ...line,
      ShipFromAddressID: address.id,
      ShipFromAddress: address.copy.value as LineItem["ShipFromAddress"],
    }
  );
}
