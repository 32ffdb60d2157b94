import {
  type Demand,
  moveStock,
  recordFor,
  type Shortage,
  type Stock,
  shortages,
  shortagesInTurn,
  stockKey,
} from "../../catalogs/index.ts";
import { type ApiError, apiError, notFound } from "../../platform/errors/api-error.ts";
import type { OrderLine } from "./line-row.store.ts";
import { type Order, ofProduct } from "./order.ts";

/**
 * Demand of a line item on stock. A bundle's own line takes nothing, nor does one of which the buyer's order took it, or
 * whose product is none of the marketplace's.
 */
export const demandOf = (line: OrderLine, quantity = line.Quantity): Demand => ({
  productId: line.ProductID,
  variantId: line.variant_id,
  recordKey: line.inventory_record_key,
  quantity: line.IsBundle || line.IncomingOrderID !== null || line.ad_hoc ? 0 : quantity,
});

const insufficient = (line: OrderLine, { productId, variantId, available, requested }: Shortage): ApiError =>
  available === null
    ? recordMissing(line.InventoryRecordID)
    : apiError("Inventory.Insufficient", {
        ProductID: productId,
        VariantID: variantId,
        LineItemID: line.ID,
        QuantityAvailable: available,
        QuantityRequested: requested,
      });

const recordMissing = (id: string | null): ApiError => notFound("InventoryRecord", id);

/**
 * The line as it draws on the record of an ID, in any case; without one it draws on none.
 *
 * @param byService a service chose it: it need not be for the buyer. Default: false.
 * @throws ApiError NotFound (InventoryRecord) for one that is not of the line's product and variant, or not for the buyer.
 */
export function drawingOn(
  line: OrderLine,
  id: string | null,
  stock: ReadonlyMap<string, Stock>,
  byService = false,
): OrderLine {
  if (!id) return { ...line, InventoryRecordID: null, inventory_record_key: null, record_by_service: false };
  const found = ofProduct(stock, line);
  const record = found && recordFor(found, id, line.variant_id, byService);
  if (record === undefined) throw recordMissing(id);
  return { ...line, InventoryRecordID: record.id, inventory_record_key: record.key, record_by_service: byService };
}

/** A finding for each line whose record is gone, is another's by now, or is not for the buyer any more. */
export function recordFindings(lines: readonly OrderLine[], stock: ReadonlyMap<string, Stock>): readonly ApiError[] {
  return lines.flatMap((line) => {
    const { InventoryRecordID: id, inventory_record_key: key, variant_id } = line;
    const found = ofProduct(stock, line);
    // What is wrong with a product that is gone is said of the product.
    if (key === null || id === null || found === undefined) return [];
    return recordFor(found, id, variant_id, line.record_by_service)?.key === key ? [] : [recordMissing(id)];
  });
}

/** One finding for each of `named` that the stock cannot meet, everything on the order counted together. */
export function stockFindings(
  { lines, others }: Pick<Order<"lines">, "lines" | "others">,
  stock: ReadonlyMap<string, Stock>,
  named: readonly OrderLine[] = lines,
): readonly ApiError[] {
  const short = shortages([...lines.map((line) => demandOf(line)), ...(others?.alike ?? [])], stock);
  if (short.length === 0) return [];
  const byStock = new Map(short.map((one) => [stockKey(one), one]));
  return named.flatMap((line) => {
    if (line.ad_hoc) return [];
    const shortage = byStock.get(stockKey(demandOf(line)));
    return shortage === undefined ? [] : [insufficient(line, shortage)];
  });
}

/** A finding, by the line's ID, for each that the stock cannot meet: of lines that draw on the same, the first that fit get theirs. */
export function findingsInTurn(
  lines: readonly OrderLine[],
  stock: ReadonlyMap<string, Stock>,
): ReadonlyMap<string, ApiError> {
  const own = lines.filter((line) => !line.ad_hoc);
  const short = shortagesInTurn(
    own.map((line) => demandOf(line)),
    stock,
  );
  return new Map(
    own.flatMap((line, index) => {
      const shortage = short[index];
      return shortage === undefined ? [] : [[line.ID, insufficient(line, shortage)]];
    }),
  );
}

/**
 * Moves stock for lines of an order.
 *
 * @param options.later as `moveStock` has it.
 * @returns a finding for every line that comes short. Then nothing of the work may be kept.
 */
export async function moveForLines(
  work: Parameters<typeof moveStock>[0],
  moves: readonly { readonly line: OrderLine; readonly quantity: number }[],
  options: Parameters<typeof moveStock>[2] = {},
): Promise<readonly ApiError[]> {
  const short = await moveStock(
    work,
    moves.map(({ line, quantity }) => demandOf(line, quantity)),
    options,
  );
  return short.flatMap((shortage) =>
    moves
      .filter(
        ({ line }) =>
          !line.ad_hoc &&
          line.ProductID === shortage.productId &&
          line.inventory_record_key === shortage.recordKey &&
          (shortage.variantId === null || line.variant_id === shortage.variantId),
      )
      .map(({ line }) => insufficient(line, shortage)),
  );
}
