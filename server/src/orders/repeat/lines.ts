import type { BundleComponent, Purchasable, PurchaseFacts } from "../../catalogs/index.ts";
import { ApiError, apiError, notFound } from "../../platform/errors/api-error.ts";
import { componentOf, missingOf } from "../aggregate/bundles.ts";
import { findingsInTurn } from "../aggregate/inventory.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import type { Order } from "../aggregate/order.ts";
import { settle } from "../aggregate/settle.ts";
import { blankLine } from "../line-items/draft.ts";
import { itemOf, refusePurchase } from "../line-items/write.ts";

/** An order with the lines that could be ordered again, and what stands against the others, by the old line's ID. */
export interface Again {
  readonly order: Order<"lines">;
  readonly refused: ReadonlyMap<string, ApiError>;
}

/** What bundles consist of now, by the bundle's ID in lower case. */
type BundleContents = ReadonlyMap<string, readonly BundleComponent[]>;

interface Copy {
  readonly was: OrderLine;
  readonly line: OrderLine;
}

/**
 * Puts lines of an earlier order on a new one: products, quantities and specs, at today's prices
 * (docs/behaviour/orders.md §17). Each stands the same checks as one that is added by itself; lines that count together are
 * judged together.
 */
export function linesAgain(
  order: Order<"lines">,
  lines: readonly OrderLine[],
  { products, stock, bundles }: PurchaseFacts & { readonly bundles: BundleContents },
  { now, newId }: { readonly now: Date; newId(): string },
): Again {
  const refused = new Map<string, ApiError>();
  const ids = new Map(lines.map(({ ID }) => [ID, newId()]));
  const bundleOf = new Map(lines.filter(({ IsBundle }) => IsBundle).map(({ ID, ProductID }) => [ID, ProductID]));
  let copies: readonly Copy[] = lines.flatMap((was, index) => {
    const made = copyOf(was, index);
    if (!(made instanceof ApiError)) return [{ was, line: made }];
    refused.set(was.ID, made);
    return [];
  });

  function copyOf(was: OrderLine, index: number): OrderLine | ApiError {
    if (was.ad_hoc) return notFound("Product", was.ProductID);
    try {
      const item = was.IsBundle ? bundleIn(products, was.ProductID) : itemOf(products, was.ProductID);
      if (!was.IsBundle) refusePurchase(item);
      const bundleId = was.BundleItemID === null ? undefined : bundleOf.get(was.BundleItemID);
      if (bundleId !== undefined && componentOf(bundles.get(bundleId.toLowerCase()) ?? [], was.ProductID) === undefined)
        return apiError("Bundle.ProductNotAssigned", { BundleID: bundleId, ProductIDs: [was.ProductID] });
      // Lines stay in their order, which is that in which they were added.
      const blank = blankLine(order.head, ids.get(was.ID) as string, item.product, new Date(now.getTime() + index));
      // One that went to a supplier without its bundle stands by itself.
      const BundleItemID = bundleId === undefined ? null : (ids.get(was.BundleItemID ?? "") ?? null);
      return { ...blank, Quantity: was.Quantity, Specs: was.Specs, IsBundle: was.IsBundle, BundleItemID };
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }

  const settled = (of: readonly Copy[]) =>
    settle({ ...order, lines: of.map(({ line }) => line) }, { now, products, anew: () => true });
  for (;;) {
    const broken = brokenBundles(copies, refused, bundles);
    for (const [id, finding] of broken) refused.set(id, finding);
    copies = copies.filter(({ was }) => !broken.has(was.ID));
    const { order: priced, findings } = settled(copies);
    const at = new Map(priced.lines.map((line) => [line.ID, line]));
    const against = new Map(
      copies.flatMap(({ was, line }) => {
        const [finding] = findings.get(line.ID) ?? [];
        return finding === undefined ? [] : [[was.ID, finding]];
      }),
    );
    const short = against.size > 0 ? against : shortages(copies, at, stock);
    if (short.size === 0) return { order: priced, refused };
    for (const [id, finding] of short) refused.set(id, finding);
    copies = copies.filter(({ was }) => !short.has(was.ID));
  }
}

/** @throws ApiError NotFound (Bundle), LineItem.ProductNotAvailableFromSeller */
function bundleIn(products: PurchaseFacts["products"], bundleId: string): Purchasable {
  const item = products.get(bundleId.toLowerCase());
  if (!item?.product.Active || !item.product.IsBundle) throw notFound("Bundle", bundleId);
  if (!item.soldBySeller) throw apiError("LineItem.ProductNotAvailableFromSeller", { ProductID: bundleId });
  return item;
}

/** Lines of bundles that cannot be ordered as such: a bundle goes with all that it requires, or not at all. */
function brokenBundles(
  copies: readonly Copy[],
  refused: ReadonlyMap<string, ApiError>,
  bundles: BundleContents,
): ReadonlyMap<string, ApiError> {
  const broken = new Map<string, ApiError>();
  const partsOf = Map.groupBy(copies, (one) => one.was.BundleItemID);
  for (const { was } of copies) {
    const finding = was.BundleItemID === null ? undefined : refused.get(was.BundleItemID);
    if (finding !== undefined) broken.set(was.ID, finding);
    if (!was.IsBundle) continue;
    const parts = partsOf.get(was.ID) ?? [];
    const there = new Set(parts.map((one) => one.was.ProductID.toLowerCase()));
    const ProductIDs = missingOf(bundles.get(was.ProductID.toLowerCase()) ?? [], there);
    if (ProductIDs.length === 0 && parts.length > 0) continue;
    const lacking = apiError("Bundle.RequiredBundleItemMissing", { BundleID: was.ProductID, ProductIDs });
    for (const one of [{ was }, ...parts]) broken.set(one.was.ID, lacking);
  }
  return broken;
}

/** What the stock cannot meet, by the old line's ID. */
function shortages(
  copies: readonly Copy[],
  priced: ReadonlyMap<string, OrderLine>,
  stock: PurchaseFacts["stock"],
): ReadonlyMap<string, ApiError> {
  const short = findingsInTurn(
    copies.map(({ line }) => priced.get(line.ID) as OrderLine),
    stock,
  );
  return new Map(
    copies.flatMap(({ was, line }) => {
      const finding = short.get(line.ID);
      return finding === undefined ? [] : [[was.ID, finding]];
    }),
  );
}
