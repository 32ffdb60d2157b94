import type { PurchaseFacts } from "../../catalogs/index.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { stockFindings } from "../aggregate/inventory.ts";
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
  { products, stock }: PurchaseFacts,
  { now, newId }: { readonly now: Date; newId(): string },
): Again {
  const refused = new Map<string, ApiError>();
  let copies: readonly Copy[] = lines.flatMap((was, index) => {
    const made = copyOf(was, index);
    if (!(made instanceof ApiError)) return [{ was, line: made }];
    refused.set(was.ID, made);
    return [];
  });

  function copyOf(was: OrderLine, index: number): OrderLine | ApiError {
    try {
      const item = itemOf(products, was.ProductID);
      refusePurchase(item);
      // Lines stay in their order, which is that in which they were added.
      const blank = blankLine(order.head, newId(), item.product, new Date(now.getTime() + index));
      return { ...blank, Quantity: was.Quantity, Specs: was.Specs };
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }

  const settled = (of: readonly Copy[]) =>
    settle({ ...order, lines: of.map(({ line }) => line) }, { now, products, anew: () => true });
  for (;;) {
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

/** What the stock cannot meet: of lines that draw on the same, the first that fit get theirs. */
function shortages(
  copies: readonly Copy[],
  priced: ReadonlyMap<string, OrderLine>,
  stock: PurchaseFacts["stock"],
): ReadonlyMap<string, ApiError> {
  const lines = copies.map(({ line }) => priced.get(line.ID) as OrderLine);
  const short = new Map<string, ApiError>();
  if (stockFindings(lines, stock).length === 0) return short;
  for (const theirs of Map.groupBy(copies, ({ line }) => line.ProductID).values()) {
    const fitting: OrderLine[] = [];
    for (const { was, line } of theirs) {
      const full = priced.get(line.ID) as OrderLine;
      const [finding] = stockFindings([...fitting, full], stock, [full]);
      if (finding === undefined) fitting.push(full);
      else short.set(was.ID, finding);
    }
  }
  return short;
}
