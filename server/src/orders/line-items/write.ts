import type { LineItem } from "@orderwell/contract";
import type { Purchasable, Stock } from "../../catalogs/index.ts";
import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, deepMerge } from "../../platform/crud/merge.ts";
import {
  type ApiError,
  apiError,
  idExists,
  invalidProperty,
  notFound,
  refuse,
} from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import type { Key } from "../../platform/references/stored-reference.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding, roleMissing } from "../aggregate/access.ts";
import { drawingOn, moveForLines, stockFindings } from "../aggregate/inventory.ts";
import { lineLimitFinding } from "../aggregate/limits.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { lineOf, type Order } from "../aggregate/order.ts";
import { type PurchaseGuess, purchasesFor } from "../aggregate/purchases.ts";
import { type PriceFacts, settle } from "../aggregate/settle.ts";
import { store } from "../aggregate/write.store.ts";
import { blankLine, type LineBody, shipFrom, withBody } from "./draft.ts";
import { leaveOtherSide, renameOtherSide } from "./other-side.ts";

type Opened = Order<"lines">;

/** Difference between lines of orders and items of subscriptions, which have the same rules. */
export interface LineKeeper {
  readonly table: string;
  /** Stands against a further line. */
  fullFinding(order: Opened): ApiError | undefined;
  /** Key of a line's row. */
  keyOf(line: OrderLine): Key;
  store(work: UserWork, before: Opened, after: Opened): void;
}

const ofOrders: LineKeeper = {
  table: "line_item",
  fullFinding: lineLimitFinding,
  keyOf: ({ order_id, ID }) => ({ order_id, id: ID }),
  store: (work, before, after) => void store(work, before, after),
};

/** A line of the order, and what stands in the catalog for it. */
interface Subject {
  readonly item: Purchasable;
  readonly stock: ReadonlyMap<string, Stock>;
}

interface CreateOptions {
  readonly id?: string | null | undefined;
  /** Finds of the product along with the order. */
  readonly guess?: PurchaseGuess | undefined;
  /** Default: lines are those of orders. */
  readonly keeper?: LineKeeper;
}

/** Adds a line item; equal ones stay apart (docs/behaviour/orders.md §5). */
export async function createLine(
  work: UserWork,
  order: Opened,
  body: LineBody,
  { id = body.ID, guess, keeper = ofOrders }: CreateOptions = {},
): Promise<OrderLine> {
  const { head, lines } = order;
  refuse(editFinding(work, head));
  refuse(keeper.fullFinding(order));
  const productId = body.ProductID ?? "";
  const [{ products, stock }, lineId] = await Promise.all([
    purchasesFor(work, head, [productId], recordsOf(body, null), guess),
    resolveId(work.db, work.services.ids, "LineItem", id),
  ]);
  if (lines.some(({ ID }) => sameId(ID, lineId))) throw idExists("LineItem", lineId);
  const item = itemOf(products, productId);
  refusePurchase(item);
  const { product } = item;
  const empty = blankLine(head, lineId, product, work.now);
  let draft = await withBody(work, head, empty, body, null);
  if (body.ShipFromAddressID == null && product.ShipFromAddressID !== null)
    draft = (await shipFrom(work, draft, product.DefaultSupplierID, product.ShipFromAddressID)) ?? draft;
  return write(work, order, null, priceFromBody(work, draft, body, null), body, { item, stock }, keeper);
}

/** PUT: replaces the line item, or adds it under the ID of the path. */
export async function saveLine(
  work: UserWork,
  order: Opened,
  lineId: string,
  body: LineBody,
  keeper = ofOrders,
): Promise<OrderLine> {
  const before = order.lines.find(({ ID }) => sameId(ID, lineId));
  if (before === undefined) return createLine(work, order, body, { id: body.ID || lineId, keeper });
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
  return change(work, order, before, replaced, keeper);
}

/** PATCH: only what the body holds changes. */
export async function patchLine(
  work: UserWork,
  order: Opened,
  lineId: string,
  body: LineBody,
  keeper = ofOrders,
): Promise<OrderLine> {
  const before = lineOf(order, lineId);
  if (body.xp === undefined) return change(work, order, before, body, keeper);
  const xp = deepMerge(before.xp, body.xp) as LineItem["xp"];
  checkXp("LineItem", { xp });
  return change(work, order, before, { ...body, xp }, keeper);
}

/** Takes a line item off the order, and prices the others of its product anew where they counted together. */
export async function removeLine(work: UserWork, order: Opened, lineId: string, keeper = ofOrders): Promise<void> {
  const { head } = order;
  refuse(editFinding(work, head));
  const line = lineOf(order, lineId);
  if (line.IsBundle) throw apiError("LineItem.CannotRemoveBundle");
  if (line.BundleItemID !== null) throw apiError("LineItem.CannotRemoveBundleItem");
  refuse(shippedFinding(line, 0));
  const lines = order.lines.filter((one) => one !== line);
  const priced = head.Status === "Unsubmitted" && lines.some(({ ProductID }) => ProductID === line.ProductID);
  const { products } = priced ? await purchasesFor(work, head, [line.ProductID], []) : { products: new Map() };
  if (head.Status === "Open") refuse(...(await moveForLines(work, [{ line, quantity: -line.Quantity }])));
  await leaveOtherSide(work, line);
  keeper.store(work, order, settle({ ...order, lines }, { now: work.now, products, anew: () => false }).order);
}

async function change(
  work: UserWork,
  order: Opened,
  before: OrderLine,
  body: LineBody,
  keeper: LineKeeper,
): Promise<OrderLine> {
  const { head } = order;
  refuse(editFinding(work, head));
  if (body.ProductID != null && !sameId(body.ProductID, before.ProductID))
    throw apiError("LineItem.CannotChangeProductID", { LineItemID: before.ID });
  const draft = await withBody(work, head, before, body, before);
  if (before.frozen)
    return write(work, order, before, frozenPriceFromBody(work, draft, body, before), body, undefined, keeper);
  const { products, stock } = await purchasesFor(work, head, [before.ProductID], recordsOf(body, before));
  const item = itemOf(products, before.ProductID);
  return write(work, order, before, priceFromBody(work, draft, body, before), body, { item, stock }, keeper);
}

/** IDs of the inventory records that a line may come to draw on. */
const recordsOf = ({ InventoryRecordID: given }: LineBody, before: OrderLine | null): string[] => {
  const id = given === undefined ? before?.InventoryRecordID : given;
  return id ? [id] : [];
};

/** @throws ApiError NotFound (Product) */
export const itemOf = (products: ReadonlyMap<string, Purchasable>, productId: string): Purchasable => {
  const item = products.get(productId.toLowerCase());
  if (item === undefined || !item.product.Active) throw notFound("Product", productId);
  return item;
};

/**
 * Refuses what cannot be put on an order as a line item of its own.
 *
 * @throws ApiError LineItem.CannotPurchaseParentProduct, LineItem.CannotPurchaseBundleProduct,
 *   LineItem.ProductNotAvailableFromSeller
 */
export function refusePurchase({ product, soldBySeller }: Purchasable): void {
  const data = { ProductID: product.ID };
  if (product.IsParent) throw apiError("LineItem.CannotPurchaseParentProduct", data);
  if (product.IsBundle) throw apiError("LineItem.CannotPurchaseBundleProduct", data);
  if (!soldBySeller) throw apiError("LineItem.ProductNotAvailableFromSeller", data);
}

/** The unit price that the body sets, if it sets one: the stored price sent back sets none. */
function givenPrice(body: LineBody, before: OrderLine | null): string | undefined {
  const { UnitPrice } = body;
  if (UnitPrice == null) return undefined;
  if (before?.UnitPrice != null && new Decimal(before.UnitPrice).equals(UnitPrice)) return undefined;
  if (new Decimal(UnitPrice).isNegative())
    throw invalidProperty("LineItem", "UnitPrice", "UnitPrice must not be less than 0.");
  return UnitPrice;
}

/** A line that is to be priced, and the price that it must come to: what whoever may set none has named all the same. */
interface Draft {
  readonly line: OrderLine;
  readonly expected?: string | undefined;
}

/** The line with the price that the body sets, from whoever may set one; whoever may not may name the price it has anyway. */
function priceFromBody({ actor }: UserWork, line: OrderLine, body: LineBody, before: OrderLine | null): Draft {
  const mayOverride = hasRole(actor, "OverrideUnitPrice");
  const given = givenPrice(body, before);
  if (given !== undefined && mayOverride) return { line: { ...line, UnitPrice: given, PriceOverridden: true } };
  if (body.UnitPrice === null && mayOverride) return { line: { ...line, PriceOverridden: false } };
  return { line, expected: given };
}

/** After submit only an explicit price counts, which takes the role. */
function frozenPriceFromBody({ actor }: UserWork, line: OrderLine, body: LineBody, before: OrderLine): Draft {
  const given = givenPrice(body, before);
  if (given === undefined) return { line };
  if (!hasRole(actor, "OverrideUnitPrice")) throw roleMissing(actor, "OverrideUnitPrice");
  return { line: { ...line, UnitPrice: given, PriceOverridden: true } };
}

/** Stores a line with everything that changes along with it: lines priced together, stock of open orders, totals. */
async function write(
  work: UserWork,
  order: Opened,
  before: OrderLine | null,
  { line: draft, expected }: Draft,
  body: LineBody,
  subject: Subject | undefined,
  keeper: LineKeeper,
): Promise<OrderLine> {
  const { head } = order;
  const facts: PriceFacts = {
    now: work.now,
    products: new Map(subject && [[subject.item.product.ID.toLowerCase(), subject.item]]),
    anew: ({ ID }) => ID === draft.ID,
    before: order.lines,
  };
  if (before !== null) refuse(shippedFinding(before, draft.Quantity));
  const others = order.lines.filter((one) => one !== before);
  const { order: priced, findings } = settle({ ...order, lines: [...others, draft] }, facts);
  refuse(...(findings.get(draft.ID) ?? []));
  const line = withRecord(lineOf(priced, draft.ID), body, before, subject);
  const settled = { ...priced, lines: priced.lines.map((one) => (one.ID === line.ID ? line : one)) };
  if (expected !== undefined && !new Decimal(line.UnitPrice ?? 0).equals(expected))
    throw roleMissing(work.actor, "OverrideUnitPrice");
  const id = before === null ? line.ID : await renamed(work, before, body.ID, keeper);
  if (head.Status === "Unsubmitted") refuse(...shortOf(subject?.stock ?? new Map(), settled.lines, line, before));
  const taken = line.Quantity - (before?.Quantity ?? 0);
  if (head.Status === "Open" && taken !== 0) refuse(...(await moveForLines(work, [{ line, quantity: taken }])));
  const under = (lines: readonly OrderLine[]) => lines.map((one) => (one.ID === line.ID ? { ...one, ID: id } : one));
  const known = id === line.ID ? order : { ...order, lines: under(order.lines) };
  keeper.store(work, known, id === line.ID ? settled : { ...settled, lines: under(settled.lines) });
  return { ...line, ID: id };
}

/** Stands against a quantity of a line of which more is on shipments already (docs/behaviour/fulfilment.md §2). */
const shippedFinding = (line: OrderLine, quantity: number): ApiError | undefined =>
  quantity < line.QuantityShipped
    ? apiError("ShipmentItem.QuantityExceeded", {
        OrderID: line.order_id,
        LineItemID: line.ID,
        Quantity: quantity,
        QuantityShipped: line.QuantityShipped,
      })
    : undefined;

/** Checks that what is on the order altogether is in stock; a line that takes no more than before is let be. */
function shortOf(
  stock: ReadonlyMap<string, Stock>,
  lines: readonly OrderLine[],
  line: OrderLine,
  before: OrderLine | null,
) {
  const sameStock = before?.variant_id === line.variant_id && before.inventory_record_key === line.inventory_record_key;
  if (before !== null && before.Quantity >= line.Quantity && sameStock) return [];
  return stockFindings(lines, stock, [line]);
}

/**
 * The line with the inventory record that the body names; of another variant it is the one of the same ID. A line that
 * follows the catalog no more keeps its own.
 *
 * @throws ApiError NotFound (InventoryRecord)
 */
function withRecord(
  line: OrderLine,
  { InventoryRecordID: given }: LineBody,
  before: OrderLine | null,
  subject: Subject | undefined,
): OrderLine {
  if (subject === undefined) return line;
  if (given !== undefined) return drawingOn(line, given, subject.stock);
  if (line.InventoryRecordID === null || line.variant_id === before?.variant_id) return line;
  return drawingOn(line, line.InventoryRecordID, subject.stock);
}

/** The ID that a line has from now on. @throws ApiError IdExists (LineItem) */
async function renamed(
  work: UserWork,
  line: OrderLine,
  id: string | null | undefined,
  keeper: LineKeeper,
): Promise<string> {
  const { ID } = line;
  if (!id || id === ID) return ID;
  const to = await resolveId(work.db, work.services.ids, "LineItem", id);
  if (to === ID) return to;
  await work.services.references.rename(work.db, keeper.table, keeper.keyOf(line), { column: "id", to });
  await renameOtherSide(work, line, to);
  return to;
}
