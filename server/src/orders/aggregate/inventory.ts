import { type Demand, moveStock, type Shortage, type Stock, shortages } from "../../catalogs/index.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import type { OrderLine } from "./line-row.store.ts";

/** Demand of a line item on stock; a bundle's own line takes nothing. */
export const demandOf = (line: OrderLine, quantity = line.Quantity): Demand => ({
  productId: line.ProductID,
  variantId: line.variant_id,
  quantity: line.IsBundle ? 0 : quantity,
});

const insufficient = (lineId: string | null, shortage: Shortage): ApiError =>
  apiError("Inventory.Insufficient", {
    ProductID: shortage.productId,
    VariantID: shortage.variantId,
    LineItemID: lineId,
    QuantityAvailable: shortage.available,
    QuantityRequested: shortage.requested,
  });

/** One finding for each of `named` that the stock cannot meet, everything on the order counted together. */
export function stockFindings(
  lines: readonly OrderLine[],
  stock: ReadonlyMap<string, Stock>,
  named: readonly OrderLine[] = lines,
): readonly ApiError[] {
  const short = shortages(
    lines.map((line) => demandOf(line)),
    stock,
  );
  return named.flatMap((line) => {
    const shortage = short.find(
      ({ productId, variantId }) => productId === line.ProductID && variantId === line.variant_id,
    );
    return shortage === undefined ? [] : [insufficient(line.ID, shortage)];
  });
}

/**
 * Moves stock for lines of an order.
 *
 * @returns a finding for every line that comes short. Then nothing of the work may be kept.
 */
export async function moveForLines(
  work: Pick<Work, "db" | "now">,
  moves: readonly { readonly line: OrderLine; readonly quantity: number }[],
): Promise<readonly ApiError[]> {
  const short = await moveStock(
    work,
    moves.map(({ line, quantity }) => demandOf(line, quantity)),
  );
  return short.flatMap((shortage) =>
    moves
      .filter(
        ({ line }) =>
          line.ProductID === shortage.productId &&
          (shortage.variantId === null || line.variant_id === shortage.variantId),
      )
      .map(({ line }) => insufficient(line.ID, shortage)),
  );
}
