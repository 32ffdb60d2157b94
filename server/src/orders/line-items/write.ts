import type { LineItem, Operations } from "@orderwell/contract";
import type { Purchasable, Stock } from "../../catalogs/index.ts";
import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, deepMerge } from "../../platform/crud/merge.ts";
import { refusingDuplicates } from "../../platform/crud/refusing-duplicates.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, combined, idExists, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { Decimal } from "../../platform/money.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { assertEditable } from "../access.ts";
import { findAddress, findShipFromAddress } from "../addresses/store.ts";
import { totalsOf, updateOrder } from "../order/store.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { moveForLines, stockFindings } from "./inventory.ts";
import { type Purchasables, purchasablesFor } from "./purchases.ts";
import { assembleOrRefuse, assertPurchasable, priced, quantityOf, withUnitPrice } from "./rules.ts";
import { deleteLine, insertLine, updateLine } from "./store.ts";
import type { StoredLine, StoredLineRow } from "./stored-line.ts";

/** What a client may write of a line item. */
export type LineBody = Partial<Operations["LineItems.Patch"]["body"]>;

/** An order that is locked, with all of its lines. */
export interface OpenedOrder {
  readonly order: StoredOrder;
  readonly lines: readonly StoredLine[];
}

const same = (a: string | null | undefined, b: string | null | undefined): boolean =>
  (a ?? "").toLowerCase() === (b ?? "").toLowerCase();

/** The line of that ID, in whatever case. @throws ApiError NotFound (LineItem) */
export function lineOf({ lines }: Pick<OpenedOrder, "lines">, id: string): StoredLine {
  const line = lines.find(({ ID }) => same(ID, id));
  if (line === undefined) throw notFound("LineItem", id);
  return line;
}

const blank = (order: StoredOrder, id: string, productId: string, now: Date): StoredLine => ({
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
  ShippingAddressID: order.inherited_address_id,
  ShipFromAddressID: null,
  Product: null,
  Variant: null,
  ShippingAddress: (order.shipping_address?.value ?? null) as LineItem["ShippingAddress"],
  ShipFromAddress: null,
  SupplierID: null,
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
  order_id: order.ID,
  variant_id: null,
  frozen: order.Status !== "Unsubmitted",
});

/** Adds a line item; equal ones stay apart (docs/behaviour/orders.md §5). */
export async function createLine(
  work: UserWork,
  opened: OpenedOrder,
  body: LineBody,
  id: string | null | undefined = body.ID,
): Promise<StoredLineRow> {
  const { order } = opened;
  assertEditable(work, order);
  const productId = body.ProductID ?? "";
  const [{ products: items, stock }, lineId] = await Promise.all([
    purchasablesFor(work, order, [productId]),
    resolveId(work.db, work.services.ids, "LineItem", id),
  ]);
  if (opened.lines.some(({ ID }) => same(ID, lineId))) throw idExists("LineItem", lineId);
  const item = itemOf(items, productId);
  assertPurchasable(item);
  const empty = { ...blank(order, lineId, item.product.ID, work.now), SupplierID: item.product.DefaultSupplierID };
  const draft = await withBody(work, order, empty, body, null);
  if (body.ShipFromAddressID == null && item.product.ShipFromAddressID !== null)
    await shipFrom(work, draft, item.product.DefaultSupplierID, item.product.ShipFromAddressID).catch(() => {});
  const line = assembled(work, draft, body, null, item, opened.lines);
  return write(work, opened, null, line, item, stock);
}

/** PUT: replaces the line item, or adds it under the ID of the path. */
export async function saveLine(
  work: UserWork,
  opened: OpenedOrder,
  lineId: string,
  body: LineBody,
): Promise<StoredLineRow> {
  const before = opened.lines.find(({ ID }) => same(ID, lineId));
  if (before === undefined) return createLine(work, opened, body, body.ID || lineId);
  const replaced: LineBody = {
    Quantity: 1,
    CostCenter: null,
    DateNeeded: null,
    ShippingAccount: null,
    ShippingAddressID: null,
    InventoryRecordID: null,
    Specs: [],
    ...body,
    xp: body.xp ?? null,
    ...(body.UnitPrice === undefined && hasRole(work.actor, "OverrideUnitPrice") ? { UnitPrice: null } : {}),
  };
  return change(work, opened, before, replaced);
}

/** PATCH: only what the body holds changes. */
export function patchLine(work: UserWork, opened: OpenedOrder, lineId: string, body: LineBody): Promise<StoredLineRow> {
  const before = lineOf(opened, lineId);
  if (body.xp === undefined) return change(work, opened, before, body);
  const xp = deepMerge(before.xp, body.xp) as LineItem["xp"];
  checkXp("LineItem", { xp });
  return change(work, opened, before, { ...body, xp });
}

/** Takes a line item off the order, and prices the others of its product anew where they counted together. */
export async function removeLine(work: UserWork, opened: OpenedOrder, lineId: string): Promise<void> {
  const { order, lines } = opened;
  assertEditable(work, order);
  const line = lineOf(opened, lineId);
  if (line.IsBundle) throw apiError("LineItem.CannotRemoveBundle");
  if (line.BundleItemID !== null) throw apiError("LineItem.CannotRemoveBundleItem");
  const left = lines.filter((one) => one !== line);
  const siblings = left.filter((one) => one.ProductID === line.ProductID);
  const items =
    order.Status === "Unsubmitted" && siblings.length > 0
      ? (await purchasablesFor(work, order, [line.ProductID])).products
      : new Map();
  const repriced = siblingsPriced(work, left, items.get(line.ProductID.toLowerCase()), undefined);
  const after = left.map((one) => repriced.find(({ ID }) => ID === one.ID) ?? one);
  if (order.Status === "Open") await moveForLines(work, [{ line, quantity: -line.Quantity }]);
  await Promise.all([
    deleteLine(work.db, line),
    ...repriced.map((one) => updateLine(work.db, one)),
    updateOrder(work, order, totalsOf(order, after)),
  ]);
}

async function change(work: UserWork, opened: OpenedOrder, before: StoredLine, body: LineBody): Promise<StoredLineRow> {
  const { order } = opened;
  assertEditable(work, order);
  if (body.ProductID != null && !same(body.ProductID, before.ProductID))
    throw apiError("LineItem.CannotChangeProductID", { LineItemID: before.ID });
  const draft = await withBody(work, order, before, body, before);
  if (before.frozen) {
    const line = frozenPrice(work, draft, body, before);
    return write(work, opened, before, await renamed(work, line, body.ID), undefined, new Map());
  }
  const { products: items, stock } = await purchasablesFor(work, order, [before.ProductID]);
  const item = itemOf(items, before.ProductID);
  const others = opened.lines.filter((line) => line !== before);
  const line = assembled(work, draft, body, before, item, others);
  return write(work, opened, before, await renamed(work, line, body.ID), item, stock);
}

const itemOf = (items: Purchasables, productId: string): Purchasable => {
  const item = items.get(productId.toLowerCase());
  if (item === undefined || !item.product.Active) throw notFound("Product", productId);
  return item;
};

/** What follows from the body alone, without the catalog. */
async function withBody(
  work: Work,
  order: StoredOrder,
  line: StoredLine,
  body: LineBody,
  before: StoredLine | null,
): Promise<StoredLine> {
  const draft: StoredLine = { ...line };
  if (body.Quantity != null) draft.Quantity = body.Quantity;
  if (body.CostCenter !== undefined) draft.CostCenter = body.CostCenter;
  if (body.ShippingAccount !== undefined) draft.ShippingAccount = body.ShippingAccount;
  if (body.DateNeeded !== undefined) draft.DateNeeded = body.DateNeeded;
  if (body.Specs !== undefined && !line.frozen) draft.Specs = body.Specs;
  else if (body.Specs != null && before === null) draft.Specs = body.Specs;
  if (body.xp !== undefined) draft.xp = body.xp;
  if (draft.DateNeeded !== null && draft.DateNeeded !== before?.DateNeeded) {
    if (Date.parse(draft.DateNeeded) <= Date.parse(draft.DateAdded))
      throw apiError("LineItem.DateNeededMustBeGreaterThanDateAdded", { DateAdded: draft.DateAdded });
  }
  if (order.Status === "Unsubmitted" && body.InventoryRecordID !== undefined)
    if (body.InventoryRecordID) throw notFound("InventoryRecord", body.InventoryRecordID);
  await shipTo(work, order, draft, body.ShippingAddressID, before);
  if (body.ShipFromAddressID && !same(body.ShipFromAddressID, line.ShipFromAddressID))
    await shipFrom(work, draft, line.SupplierID, body.ShipFromAddressID);
  return draft;
}

/** An ID as shown changes nothing, so that a one-time address survives a line item that is put back as it was read. */
async function shipTo(
  work: Work,
  order: StoredOrder,
  draft: StoredLine,
  id: string | null | undefined,
  before: StoredLine | null,
): Promise<void> {
  if (id === undefined || (before === null && !id) || same(id, draft.ShippingAddressID)) return;
  const address = id ? await findAddress(work.db, order, id, "shipping") : undefined;
  draft.ShippingAddressID = address?.id ?? null;
  draft.ShippingAddress = (address?.copy.value ?? null) as LineItem["ShippingAddress"];
}

async function shipFrom(work: Work, draft: StoredLine, supplierId: string | null, id: string): Promise<void> {
  const address = await findShipFromAddress(work.db, supplierId, id);
  draft.ShipFromAddressID = address.id;
  draft.ShipFromAddress = address.copy.value as LineItem["ShipFromAddress"];
}

/** The unit price that the body sets, if it sets one: the stored price sent back sets none. */
function givenPrice(body: LineBody, before: StoredLine | null): string | undefined {
  const { UnitPrice } = body;
  if (UnitPrice == null) return undefined;
  if (before?.UnitPrice != null && new Decimal(before.UnitPrice).equals(UnitPrice)) return undefined;
  if (new Decimal(UnitPrice).isNegative())
    throw invalidProperty("LineItem", "UnitPrice", "UnitPrice must not be less than 0.");
  return UnitPrice;
}

function assertMayOverride({ actor }: UserWork): void {
  if (!hasRole(actor, "OverrideUnitPrice"))
    throw apiError("Auth.InsufficientRoles", {
      SufficientRoles: ["FullAccess", "OverrideUnitPrice"],
      AssignedRoles: [...actor.roles],
    });
}

/** The line with its price from the catalog, or from who may set it; whoever may not may name the price it has anyway. */
function assembled(
  work: UserWork,
  draft: StoredLine,
  body: LineBody,
  before: StoredLine | null,
  item: Purchasable,
  others: readonly StoredLine[],
): StoredLine {
  const onOrder = quantityOf(others, item.product.ID) + draft.Quantity;
  const mayOverride = hasRole(work.actor, "OverrideUnitPrice");
  const given = givenPrice(body, before);
  if (given !== undefined && mayOverride)
    return assembleOrRefuse({ ...draft, UnitPrice: given, PriceOverridden: true }, item, onOrder, work.now);
  const reset = body.UnitPrice === null && mayOverride;
  const line = assembleOrRefuse(reset ? { ...draft, PriceOverridden: false } : draft, item, onOrder, work.now);
  if (given !== undefined && !new Decimal(line.UnitPrice ?? 0).equals(given)) assertMayOverride(work);
  return line;
}

/** After submit prices stay, whatever the catalog says; only an explicit price or another quantity changes amounts. */
function frozenPrice(work: UserWork, draft: StoredLine, body: LineBody, before: StoredLine): StoredLine {
  const given = givenPrice(body, before);
  if (given !== undefined) {
    assertMayOverride(work);
    return withUnitPrice({ ...draft, PriceOverridden: true }, given);
  }
  return draft.Quantity === before.Quantity ? draft : withUnitPrice(draft, draft.UnitPrice ?? "0");
}

/** Other lines of the product, at the price that the new sum of quantities gives, where that makes a difference. */
function siblingsPriced(
  work: Work,
  lines: readonly StoredLine[],
  item: Purchasable | undefined,
  except: StoredLine | undefined,
): readonly StoredLine[] {
  const schedule = item?.priceSchedule;
  if (item === undefined || schedule == null || !schedule.UseCumulativeQuantity) return [];
  const onOrder = quantityOf(lines, item.product.ID);
  return lines.flatMap((line) => {
    if (line.ID === except?.ID || line.frozen || line.ProductID !== item.product.ID) return [];
    const after = priced(line, schedule, onOrder, work.now);
    return after === undefined || after.LineSubtotal === line.LineSubtotal ? [] : [after];
  });
}

/** Stores a line with everything that changes along with it: lines priced together, stock of open orders, totals. */
async function write(
  work: Work,
  { order, lines }: OpenedOrder,
  before: StoredLine | null,
  line: StoredLine,
  item: Purchasable | undefined,
  stock: ReadonlyMap<string, Stock>,
): Promise<StoredLineRow> {
  const others = before === null ? lines : lines.filter((one) => one !== before);
  const all = [...others, line];
  if (order.Status === "Unsubmitted") checkStock(stock, all, line, before);
  const repriced = siblingsPriced(work, all, item, line);
  const after = all.map((one) => repriced.find(({ ID }) => ID === one.ID) ?? one);
  const taken = line.Quantity - (before?.Quantity ?? 0);
  if (order.Status === "Open" && taken !== 0) await moveForLines(work, [{ line, quantity: taken }]);
  const [row] = await Promise.all([
    before === null ? insertLine(work.db, order, line) : updateLine(work.db, line),
    ...repriced.map((one) => updateLine(work.db, one)),
    updateOrder(work, order, totalsOf(order, after)),
  ]);
  return row as StoredLineRow;
}

/** What is on the order altogether must be in stock; a line that takes no more than before is let be. */
function checkStock(
  stock: ReadonlyMap<string, Stock>,
  lines: readonly StoredLine[],
  line: StoredLine,
  before: StoredLine | null,
): void {
  if (before !== null && before.Quantity >= line.Quantity && before.variant_id === line.variant_id) return;
  const findings = stockFindings(lines, stock, [line]);
  if (findings.length > 0) throw combined(findings);
}

async function renamed(work: Work, line: StoredLine, id: string | null | undefined): Promise<StoredLine> {
  if (!id || id === line.ID) return line;
  const to = await resolveId(work.db, work.services.ids, "LineItem", id);
  if (to === line.ID) return line;
  await refusingDuplicates("LineItem", to, () =>
    work.services.references.rename(
      work.db,
      "line_item",
      { order_id: line.order_id, id: line.ID },
      { column: "id", to },
    ),
  );
  return { ...line, ID: to };
}
