import type { LineItem } from "@orderwell/contract";
import type { Purchasable, Stock } from "../../catalogs/index.ts";
import { hasRole } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, deepMerge } from "../../platform/crud/merge.ts";
import { apiError, idExists, invalidProperty, notFound, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type DescribedProduct, describedProduct } from "../ad-hoc/ask.ts";
import { withProduct } from "../ad-hoc/product.ts";
import { suppliersNamed } from "../ad-hoc/suppliers.store.ts";
import { editFinding } from "../aggregate/access.ts";
import { bundleOfLine } from "../aggregate/bundles.ts";
import { withCountedTogether } from "../aggregate/counted-together.ts";
import { drawingOn, moveForLines } from "../aggregate/inventory.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { adHoc } from "../aggregate/lines-from-catalog.ts";
import { open } from "../aggregate/open.store.ts";
import { lineOf, type Order, productIdsOf, quantitiesOf } from "../aggregate/order.ts";
import { type PurchaseGuess, purchasesFor } from "../aggregate/purchases.ts";
import { withoutItemsOf } from "../aggregate/return-sums.ts";
import { settle } from "../aggregate/settle.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { blankLine, type LineBody, shipFrom, withBody } from "./draft.ts";
import { type Draft, frozenPriceFromBody, priceFromBody } from "./given-price.ts";
import { type LineKeeper, ofOrders } from "./keeper.ts";
import { leaveOtherSide } from "./other-side.ts";
import { shippedFinding, writeLines } from "./store-lines.ts";

type Opened = Order<"lines">;

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
  const isUnknown = keeper.takesAdHoc && !stock.has(productId.toLowerCase());
  const check = () => checkAdHoc(work, order, lineId, body);
  const described = isUnknown ? await describedProduct(work, head, productId, body.Quantity ?? 1, check) : undefined;
  if (described !== undefined) {
    const draft = await adHocDraft(work, order, lineId, described, body);
    return only(await writeLines(work, order, [{ before: null, draft, body }], noStock, keeper));
  }
  const item = itemOf(products, productId);
  refusePurchase(item);
  const draft = priceFromBody(work, await newLine(work, order, lineId, item, body), body, null);
  return only(await writeLines(work, order, [{ before: null, draft, body, item }], stock, keeper));
}

/** A line of a product that the marketplace does not have, as a service describes it (docs/behaviour/catalog.md §10). */
async function adHocDraft(
  work: UserWork,
  { head }: Opened,
  lineId: string,
  { product, unitPrice }: DescribedProduct,
  body: LineBody,
): Promise<Draft> {
  const blank = { ...blankLine(head, lineId, product, work.now), InvitationID: work.actor.invitationId };
  const line = withProduct(blank, product, await suppliersNamed(work.db, [product.DefaultSupplierID]));
  const priced = { ...line, UnitPrice: unitPrice, PriceOverridden: true };
  return priceFromBody(work, await withBody(work, head, priced, body, null), body, null);
}

/**
 * Refuses what no answer of a service makes right. Where the line leaves from is left out: the addresses to choose from are
 * those of the product's supplier.
 *
 * @throws ApiError as `withBody`, NotFound (Spec, InventoryRecord)
 */
async function checkAdHoc(work: UserWork, { head }: Opened, lineId: string, body: LineBody): Promise<void> {
  const product = { ID: body.ProductID ?? "", DefaultSupplierID: null };
  const blank = { ...blankLine(head, lineId, product, work.now), ad_hoc: true };
  const line = await withBody(work, head, blank, { ...body, ShipFromAddressID: null }, null);
  refuse(...adHoc(priceFromBody(work, line, body, null).line).findings);
  drawingOn(line, body.InventoryRecordID ?? null, noStock);
}

/**
 * A line that is about to be added, as it follows from the body and the product alone.
 *
 * @param nth place among lines that are added together: lists have them in the order of `DateAdded`.
 * @throws ApiError as `withBody`
 */
export async function newLine(
  work: UserWork,
  { head }: Opened,
  lineId: string,
  { product }: Purchasable,
  body: LineBody,
  nth = 0,
): Promise<OrderLine> {
  const added = new Date(work.now.getTime() + nth);
  const empty = { ...blankLine(head, lineId, product, added), InvitationID: work.actor.invitationId };
  const draft = await withBody(work, head, empty, body, null);
  if (body.ShipFromAddressID != null || product.ShipFromAddressID === null) return draft;
  return (await shipFrom(work, draft, product.DefaultSupplierID, product.ShipFromAddressID)) ?? draft;
}

const only = ([line]: readonly OrderLine[]): OrderLine => line as OrderLine;

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

/**
 * Takes a line item off the order. Lines of bundles go with their bundle.
 *
 * @throws ApiError LineItem.CannotRemoveBundle, LineItem.CannotRemoveRequiredBundleItem, LineItem.CannotRemoveBundleItem
 */
export async function removeLine(work: UserWork, order: Opened, lineId: string, keeper = ofOrders): Promise<void> {
  refuse(editFinding(work, order.head));
  const line = lineOf(order, lineId);
  if (line.IsBundle) throw apiError("LineItem.CannotRemoveBundle");
  if (line.BundleItemID !== null) {
    const { required } = await bundleOfLine(work, order, line);
    throw apiError(required ? "LineItem.CannotRemoveRequiredBundleItem" : "LineItem.CannotRemoveBundleItem");
  }
  await removeLines(work, order, [line], keeper);
}

/** Takes lines off the order, and prices the others of their products anew where they counted together. */
export async function removeLines(
  work: UserWork,
  opened: Opened,
  removed: readonly OrderLine[],
  keeper: LineKeeper,
): Promise<void> {
  const { head } = opened;
  refuse(...removed.map((line) => shippedFinding(line, 0)));
  const gone = new Set(removed);
  const without = (lines: readonly OrderLine[]) => lines.filter((one) => !gone.has(one));
  const left = quantitiesOf({ ...opened, lines: without(opened.lines) });
  const ids = head.Status === "Unsubmitted" ? productIdsOf({ lines: removed }).filter((id) => left.has(id)) : [];
  const products: ReadonlyMap<string, Purchasable> =
    ids.length > 0 ? (await purchasesFor(work, head, ids, [])).products : new Map();
  const order = await withCountedTogether(work, opened, [...products.values()]);
  const lines = without(order.lines);
  if (head.Status === "Open")
    refuse(
      ...(await moveForLines(
        work,
        removed.map((line) => ({ line, quantity: -line.Quantity })),
      )),
    );
  for (const line of removed) await leaveOtherSide(work, line);
  const before = head.Status === "Unsubmitted" ? order : await withReturns(work, order);
  const after = isReturned(before) ? withoutItemsOf(before, new Set(removed.map(({ ID }) => ID)), work.now) : before;
  keeper.store(work, before, settle({ ...after, lines }, { now: work.now, products, anew: () => false }).order);
}

const returnParts = ["returns", "returnItems", "payments"] as const;
type Returned = Order<"lines" | (typeof returnParts)[number]>;

/** The order, locked, with its returns, where it has some. */
async function withReturns(work: UserWork, order: Opened): Promise<Opened | Returned> {
  const found = await open(work, storedOrder(order.head.ID), { with: returnParts, around: {} });
  if (found === undefined || found.returns.length === 0) return order;
  const { returns, returnItems, payments } = found;
  return { ...order, returns, returnItems, payments };
}

const isReturned = (order: Opened | Returned): order is Returned => order.returns !== undefined;

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
  if (before.IsBundle && body.Quantity != null && body.Quantity !== before.Quantity)
    throw invalidProperty("LineItem", "Quantity", "Quantity of a bundle's own line must stay 1.");
  const draft = await withBody(work, head, before, body, before);
  if (before.frozen || before.ad_hoc) {
    const price = before.frozen ? frozenPriceFromBody : priceFromBody;
    const write = { before, draft: price(work, draft, body, before), body };
    return only(await writeLines(work, order, [write], noStock, keeper));
  }
  const records = recordsOf(body, before);
  const asKnown = { asKnown: true };
  const { products, stock } = await purchasesFor(work, head, [before.ProductID], records, undefined, asKnown);
  const item = itemOf(products, before.ProductID);
  const write = { before, draft: priceFromBody(work, draft, body, before), body, item };
  return only(await writeLines(work, order, [write], stock, keeper));
}

const noStock: ReadonlyMap<string, Stock> = new Map();

/** IDs of the inventory records that a line may come to draw on. */
export const recordsOf = ({ InventoryRecordID: given }: LineBody, before: OrderLine | null): string[] => {
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
