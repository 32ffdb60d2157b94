import type { BundleItems } from "@orderwell/contract";
import { type BundleComponent, bundleContents, type Purchasable } from "../../catalogs/index.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { apiError, idExists, invalidProperty, notFound, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import { bundleOfLine, componentOf, missingOf } from "../aggregate/bundles.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { lineOf, type Order } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import type { LineBody } from "./draft.ts";
import { priceFromBody } from "./given-price.ts";
import { ofOrders } from "./keeper.ts";
import { type LineWrite, writeLines } from "./store-lines.ts";
import { itemOf, newLine, recordsOf, refusePurchase, removeLines } from "./write.ts";

type Opened = Order<"lines">;

/** Lines that may be chosen for one bundle: several of a product may differ in their specs. */
const mostChosen = 100;

/**
 * Adds a bundle: a line for itself, which costs nothing, and one for each product that is chosen of it, priced as part of a
 * bundle (docs/behaviour/catalog.md §5).
 *
 * @param chosen lines of the bundle's products, all of those among them that it requires; nothing for the required ones, each in
 *   its default quantity.
 * @returns the bundle's own line.
 * @throws ApiError NotFound (Bundle, Product), Bundle.DefaultQuantityMissing, .RequiredBundleItemMissing, .ProductNotAssigned;
 *   and what a line of each product alone would be refused for.
 */
export async function createBundle(
  work: UserWork,
  order: Opened,
  bundleId: string,
  chosen: BundleItems["LineItems"] | undefined,
  keeper = ofOrders,
): Promise<OrderLine> {
  const { head } = order;
  refuse(editFinding(work, head));
  const named = (chosen ?? []) as readonly LineBody[];
  checkChosen(named);
  const contents = await bundleContents(work.db, [bundleId], named.map(productOf));
  const components = contents.get(bundleId.toLowerCase()) ?? [];
  const bodies = chosen ? named.map((body) => withDefault(body, components)) : defaultsOf(components);
  const { products, stock } = await purchasesFor(
    work,
    head,
    [bundleId, ...bodies.map(productOf)],
    bodies.flatMap((body) => recordsOf(body, null)),
  );
  const bundle = products.get(bundleId.toLowerCase());
  if (!bundle?.product.Active || !bundle.product.IsBundle) throw notFound("Bundle", bundleId);
  if (!bundle.soldBySeller) throw apiError("LineItem.ProductNotAvailableFromSeller", { ProductID: bundle.product.ID });
  // Whether what is no part of the bundle exists is not told.
  if (chosen) refuseOthers(bundle, bodies, components);
  const items = bodies.map((body) => itemOf(products, productOf(body)));
  refuseIncomplete(bundle, bodies, components);
  for (const item of items) refusePurchase(item);

  const ids = await newIds(work, order, [undefined, ...bodies.map(({ ID }) => ID)]);
  const [ID = ""] = ids;
  const own = { ...(await newLine(work, order, ID, bundle, {})), IsBundle: true };
  const writes: LineWrite[] = [{ before: null, draft: { line: own }, body: {}, item: bundle }];
  for (const [index, body] of bodies.entries()) {
    const item = items[index] as Purchasable;
    const line = { ...(await newLine(work, order, ids[index + 1] as string, item, body, index + 1)), BundleItemID: ID };
    writes.push({ before: null, draft: priceFromBody(work, line, body, null), body, item });
  }
  const further = writes.slice(1).map(({ draft }) => draft.line);
  refuse(keeper.fullFinding({ ...order, lines: [...order.lines, ...further] }));
  const [line] = await writeLines(work, order, writes, stock, keeper);
  return line as OrderLine;
}

/**
 * Takes a bundle off the order with all its lines, or one of its lines that it does not require.
 *
 * @param lineId of the bundle's own line, or of one that is a part of it.
 * @throws ApiError NotFound (LineItem), also for a line of another bundle; LineItem.CannotRemoveRequiredBundleItem
 */
export async function removeBundle(
  work: UserWork,
  order: Opened,
  bundleId: string,
  lineId: string,
  keeper = ofOrders,
): Promise<void> {
  refuse(editFinding(work, order.head));
  const line = lineOf(order, lineId);
  if (line.IsBundle && sameId(line.ProductID, bundleId))
    return removeLines(work, order, [...partsOf(order, line), line], keeper);
  const part = line.BundleItemID === null ? undefined : await bundleOfLine(work, order, line);
  if (part === undefined || !sameId(part.bundle.ProductID, bundleId)) throw notFound("LineItem", lineId);
  if (part.required) throw apiError("LineItem.CannotRemoveRequiredBundleItem");
  return removeLines(work, order, [line], keeper);
}

/** The lines that a bundle's own line has beside it. */
const partsOf = ({ lines }: Opened, { ID }: OrderLine): readonly OrderLine[] =>
  lines.filter(({ BundleItemID }) => BundleItemID === ID);

const productOf = ({ ProductID }: LineBody): string => ProductID ?? "";

function checkChosen(chosen: readonly LineBody[]): void {
  if (chosen.length > mostChosen)
    throw invalidProperty("BundleItems", "LineItems", `LineItems must not have more than ${mostChosen} entries.`);
  if (chosen.some((body) => !productOf(body)))
    throw invalidProperty("BundleItems", "LineItems.ProductID", "LineItems.ProductID is required.");
}

/** A chosen line in the quantity that it says, else the one that its part of the bundle has by default. */
const withDefault = (body: LineBody, components: readonly BundleComponent[]): LineBody => ({
  ...body,
  Quantity: body.Quantity ?? componentOf(components, productOf(body))?.defaultQuantity ?? 1,
});

/** @throws ApiError Bundle.DefaultQuantityMissing */
function defaultsOf(components: readonly BundleComponent[]): readonly LineBody[] {
  const required = components.filter((one) => one.required);
  const unclear = required.filter(({ defaultQuantity }) => defaultQuantity === null);
  if (unclear.length > 0)
    throw apiError("Bundle.DefaultQuantityMissing", { ProductIDs: unclear.map(({ productId }) => productId) });
  return required.map(({ productId, defaultQuantity }) => ({
    ProductID: productId,
    Quantity: defaultQuantity as number,
  }));
}

/** @throws ApiError Bundle.ProductNotAssigned */
function refuseOthers(
  { product: { ID: BundleID } }: Purchasable,
  bodies: readonly LineBody[],
  components: readonly BundleComponent[],
): void {
  const others = bodies.map(productOf).filter((id) => componentOf(components, id) === undefined);
  if (others.length > 0) throw apiError("Bundle.ProductNotAssigned", { BundleID, ProductIDs: others });
}

/** @throws ApiError Bundle.RequiredBundleItemMissing, also where nothing is chosen at all */
function refuseIncomplete(
  { product: { ID: BundleID } }: Purchasable,
  bodies: readonly LineBody[],
  components: readonly BundleComponent[],
): void {
  const there = new Set(bodies.map((body) => productOf(body).toLowerCase()));
  const missing = missingOf(components, there);
  if (missing.length > 0 || bodies.length === 0)
    throw apiError("Bundle.RequiredBundleItemMissing", { BundleID, ProductIDs: missing });
}

/** IDs of new lines, each of its own. @throws ApiError IdExists (LineItem) */
async function newIds(
  work: UserWork,
  { lines }: Opened,
  wanted: readonly (string | null | undefined)[],
): Promise<string[]> {
  const taken = new Set(lines.map(({ ID }) => ID.toLowerCase()));
  const ids: string[] = [];
  for (const id of wanted) {
    const resolved = await resolveId(work.db, work.services.ids, "LineItem", id);
    if (taken.has(resolved.toLowerCase())) throw idExists("LineItem", resolved);
    taken.add(resolved.toLowerCase());
    ids.push(resolved);
  }
  return ids;
}
