import { type BundleComponent, bundleContents } from "../../catalogs/index.ts";
import type { Work } from "../../platform/work/work.ts";
import type { OrderLine } from "./line-row.store.ts";
import { lineOf, type Order } from "./order.ts";

/** What a line of a bundle stands for in it. */
export interface LineOfBundle {
  /** The bundle's own line; with `with: ["lines"]` and `around` it is read in part only. */
  readonly bundle: Pick<OrderLine, "ID" | "ProductID">;
  /** The bundle requires its product, as it is now. */
  readonly required: boolean;
}

/** The bundle that a line is a part of, by the line's `BundleItemID`. @throws ApiError NotFound (LineItem) */
export async function bundleOfLine(
  { db }: Pick<Work, "db">,
  order: Order<"lines">,
  { BundleItemID: id, ProductID }: OrderLine,
): Promise<LineOfBundle> {
  const bundle = lineOf(order, id ?? "");
  const [components = []] = (await bundleContents(db, [bundle.ProductID], [ProductID])).values();
  return { bundle, required: componentOf(components, ProductID)?.required === true };
}

/** The part of a bundle that a product is or stands for, as a child of a parent. */
export const componentOf = (components: readonly BundleComponent[], productId: string): BundleComponent | undefined =>
  components.find(({ standsFor }) => standsFor.includes(productId.toLowerCase()));

/**
 * Products that a bundle requires and that are not there, themselves or by a child.
 *
 * @param there IDs in lower case.
 */
export const missingOf = (components: readonly BundleComponent[], there: ReadonlySet<string>): string[] =>
  components
    .filter(
      ({ required, productId, standsFor }) =>
        required && !there.has(productId.toLowerCase()) && !standsFor.some((id) => there.has(id)),
    )
    .map(({ productId }) => productId);
