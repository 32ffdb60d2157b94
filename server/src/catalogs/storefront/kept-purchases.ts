import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import { formatInstant } from "../../platform/dates.ts";
import { Json } from "../../platform/db/json.ts";
import type { StockRow } from "../inventory/stock.store.ts";
import type { ProductRow } from "./product-row.store.ts";

/**
 * A product as it was read to be bought at its default price, which has neither specs, variants nor inventory records; and the
 * versions of its row and of its schedule's.
 */
export interface SimpleRow extends ProductRow, StockRow {
  readonly classId: number | null;
  readonly parentId: string | null;
  readonly version: string;
  readonly scheduleVersion: string | null;
}

interface Kept {
  readonly row: SimpleRow;
  readonly currency: string | null;
  /** How often it must be read as it is before it is gone by again. */
  readonly doubt: number;
}

/** What was found of a product that had changed. */
interface Changing {
  readonly doubt: number;
}

/** Larger ones are read: their text would take as long to hold. */
const mostBytes = 20_000;
/** How often a product that changes all the time is read before it is gone by once more. */
const mostDoubt = 63;

const keyOf = (marketplaceId: string, id: string): string => `${marketplaceId}\0${id.toLowerCase()}`;

/**
 * Products as this process last read them to be bought: somebody who buys one goes by that, and the database compares versions
 * as it writes (`assume`). Whoever went by one that had changed did so in vain, so of products that change all the time it is
 * seldom done: each time takes twice as many readings that agree.
 */
export class KeptPurchases {
  readonly #rows = new BoundedCache<Kept>("purchased_products", {
    maxBytes: 16_000_000,
    bytesOf: ({ row }) => bytesOf(row),
    ofThings: true,
  });
  readonly #changing = new BoundedCache<Changing>("changing_products", {
    maxBytes: 2_000_000,
    bytesOf: () => 16,
    ofThings: true,
  });
  readonly caches = [this.#rows, this.#changing];

  /** The product as it can be gone by. @param currency of the price. @param id in any case. */
  get(marketplaceId: string, currency: string | null, id: string): SimpleRow | undefined {
    const kept = this.#rows.get(keyOf(marketplaceId, id));
    return kept?.doubt === 0 && kept.currency === currency ? kept.row : undefined;
  }

  /** Notes a product as it was just read. */
  read(marketplaceId: string, currency: string | null, row: SimpleRow): void {
    const key = keyOf(marketplaceId, row.ID);
    // Without a schedule nothing tells that there is none in the currency still.
    if (row.scheduleVersion === null || bytesOf(row) > mostBytes) return;
    const known = this.#rows.peek(key);
    const isSame =
      known?.row.version === row.version &&
      known.row.scheduleVersion === row.scheduleVersion &&
      known.currency === currency;
    const doubt = isSame ? Math.max(0, known.doubt - 1) : (this.#changing.get(key)?.doubt ?? 0);
    this.#rows.set(key, { row, currency, doubt });
  }

  /** Notes that a product had changed that somebody went by. */
  missed(marketplaceId: string, id: string): void {
    const key = keyOf(marketplaceId, id);
    this.#rows.delete(key);
    this.#changing.set(key, { doubt: Math.min(mostDoubt, 2 * (this.#changing.get(key)?.doubt ?? 0) + 1) });
  }

  /**
   * Notes that this process took from a product's own stock, once that is committed.
   *
   * @param before version of the row that was written; what is held is of another one: then it is let go.
   */
  moved(
    marketplaceId: string,
    id: string,
    { before, after, available, at }: { before: string; after: string; available: number; at: Date },
  ): void {
    const key = keyOf(marketplaceId, id);
    const known = this.#rows.peek(key);
    if (known === undefined) return;
    const { row } = known;
    if (row.version !== before || !row["stock.tracked"]) {
      this.#rows.delete(key);
      return;
    }
    const moved = {
      ...row,
      version: after,
      "stock.available": available,
      "Inventory.LastUpdated": formatInstant(at),
      ...(row["Inventory.QuantityAvailable"] !== null && { "Inventory.QuantityAvailable": available }),
    };
    this.#rows.set(key, { ...known, row: moved });
  }
}

/** Memory of a row, from above: its columns, and of JSON its text and what it is parsed to. */
function bytesOf(row: SimpleRow): number {
  let bytes = 0;
  for (const value of Object.values(row)) {
    bytes += 40;
    if (typeof value === "string") bytes += 2 * value.length;
    else if (value instanceof Json) bytes += 8 * value.text.length;
  }
  return bytes;
}
