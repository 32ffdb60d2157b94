import { type StockId, stockOf, stocks } from "./catalog.ts";
import { type Line, type Order, type State, unitsFrom } from "./state.ts";

/** Stands against taking this many units where there are less. */
export const stockFinding = (state: State, id: StockId | null, units: number): string | undefined =>
  id !== null && !stocks.get(id)?.canExceed && units > (state.stock[id] ?? 0) ? "Inventory.Insufficient" : undefined;

/** What of an order is more than there is. */
export const stockFindings = (state: State, order: Order): string[] =>
  [...new Set(order.lines.map(stockOf))].flatMap((id) =>
    id === null ? [] : (stockFinding(state, id, unitsFrom(order, id)) ?? []),
  );

/** Takes units of what a line draws on; gives back where there are less than none. */
export function takeStock(state: State, line: Line, units: number): void {
  const id = stockOf(line);
  if (id !== null) state.stock[id] = (state.stock[id] ?? 0) - units;
}
