import type { Purchasable } from "../../catalogs/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { OrderLine } from "./line-row.store.ts";
import { open } from "./open.store.ts";
import type { Order } from "./order.ts";
import { storedOrder } from "./which.store.ts";

/**
 * The order with all of its lines whose prices may change along with those of others, since quantities of their products
 * count together (docs/behaviour/pricing.md §3). Only such products cost the further trip.
 *
 * @param order locked, and maybe opened around a line or a product.
 * @param items what of the catalog is about to be priced.
 */
export async function withCountedTogether(
  work: { readonly db: TenantDb },
  order: Order<"lines">,
  items: readonly Purchasable[],
): Promise<Order<"lines">> {
  const cumulative = new Set(
    items.filter(({ priceSchedule }) => priceSchedule?.UseCumulativeQuantity).map(({ product }) => product.ID),
  );
  const { others, head } = order;
  if (others === undefined || !others.alike.some(({ productId }) => cumulative.has(productId))) return order;
  const around = { ...others.around, alike: true };
  const again = (await open(work, storedOrder(head.ID), { with: ["lines"], around })) as Order<"lines">;
  const read = new Map(order.lines.map((line) => [line.ID, line]));
  const lines = again.lines.map((line): OrderLine => read.get(line.ID) ?? line);
  return { ...order, lines, ...(again.others && { others: again.others }) };
}
