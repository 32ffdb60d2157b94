import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import { RawJson } from "../../platform/wire/reply.ts";
import { isOnSale } from "../pricing/sale.ts";
import type { VersionedProduct } from "./product-json.store.ts";

/** What of a schedule decides by the clock whether its sale is on. */
type Sale = Parameters<typeof isOnSale>[0];

/** A product's text but for whether its sale is on, which stands between the two. */
export type Halves = readonly [before: string, after: string];

/** A text that changes when a sale begins or ends. */
interface Timed {
  readonly sale: Sale;
  readonly halves: Halves;
}

/** @param isOnSale undefined where no price applies. */
function written([before, after]: Halves, isOnSale: boolean | undefined): RawJson {
  const text = isOnSale === undefined ? before + after : `${before}${isOnSale}${after}`;
  // In one piece: as the pieces that it was put together from it would be copied one by one into each page.
  return new RawJson(Buffer.from(text).toString());
}

/** Memory of a row beside its text. */
const rowBytes = 760;
/** Time in which a row counts as used once, in seconds: to move it to the end of the line takes longer than to find it. */
const useSeconds = 10;
/** A row that takes more is read anew each time, so that nobody's few large products drive out everybody's small ones. */
const mostRowBytes = 100_000;

/**
 * A product as replies have it, for those who pay its default price in one currency and have no discounts: its text, with the
 * versions of the rows that it is made of and the stock it tells. As long as the database names the same, it is right.
 */
export class KeptRow implements VersionedProduct {
  readonly id: string;
  readonly version: string;
  readonly classId: number | null;
  readonly quantity: number | null;
  readonly scheduleId: string | null;
  readonly scheduleVersion: string | null;
  readonly bytes: number;
  readonly #timed: Timed | undefined;
  /** Where the rows of product and schedule were seen last, if they tell all of it. */
  #place: Place | undefined;
  #schedulePlace: Place | undefined;
  #wasOnSale: boolean;
  #json: RawJson;
  /** When it was last asked for, nearly, in seconds of `performance.now()`: whole ones lie within the row, others beside it. */
  usedAt = 0;

  /**
   * @param sale of the schedule that gives its price; undefined where none does: the text is whole then.
   */
  constructor(row: VersionedProduct & { readonly id: string }, halves: Halves, sale: Sale | undefined, now: Date) {
    const { id, version, classId, quantity, scheduleId, scheduleVersion } = row;
    this.id = id;
    this.version = version;
    this.classId = classId;
    this.quantity = quantity;
    this.scheduleId = scheduleId;
    this.scheduleVersion = scheduleVersion;
    this.lieAt(row);
    // What the clock changes nothing of is held once.
    this.#timed = sale && (sale.SaleStart !== null || sale.SaleEnd !== null) ? { sale, halves } : undefined;
    this.#wasOnSale = sale !== undefined && isOnSale(sale, now);
    this.#json = written(halves, sale && this.#wasOnSale);
    this.bytes = rowBytes + textBytes(this.#json.text) * (this.#timed === undefined ? 1 : 2);
  }

  /** The product as of now. */
  at(now: Date): RawJson {
    if (this.#timed === undefined) return this.#json;
    const { sale, halves } = this.#timed;
    if (isOnSale(sale, now) !== this.#wasOnSale) {
      this.#wasOnSale = !this.#wasOnSale;
      this.#json = written(halves, this.#wasOnSale);
    }
    return this.#json;
  }

  /** Tells whether the database names what this is made of. */
  isOf({ version, quantity, scheduleId, scheduleVersion }: VersionedProduct): boolean {
    return (
      this.version === version &&
      this.quantity === quantity &&
      this.scheduleId === scheduleId &&
      this.scheduleVersion === scheduleVersion
    );
  }

  get liesAt(): Place | undefined {
    return this.#place;
  }

  get scheduleLiesAt(): Place | undefined {
    return this.#schedulePlace;
  }

  /** Notes where the rows lie, as far as that was read. */
  lieAt({ place, schedulePlace }: VersionedProduct): void {
    if (place === undefined) return;
    const lies = place != null && schedulePlace != null;
    this.#place = lies ? placeOf(place) : undefined;
    this.#schedulePlace = lies ? placeOf(schedulePlace) : undefined;
  }
}

/** Where a row of a table lies (`ctid`). */
export interface Place {
  /** As the database writes it. */
  readonly text: string;
  /** The same as a number, in the order in which rows lie. */
  readonly number: number;
}

/** Rows of a page of a table, which has fewer. */
const rowsOfPage = 65_536;

function placeOf(text: string): Place {
  const comma = text.indexOf(",");
  return { text, number: Number(text.slice(1, comma)) * rowsOfPage + Number(text.slice(comma + 1, -1)) };
}

/** Names the rows of a marketplace in a currency; behind it comes the ID. @param currency null: none. */
const viewKeyOf = (marketplaceId: string, currency: string | null): string => `${marketplaceId}\0${currency ?? ""}\0`;

/** Rows of pages that a process holds, of all marketplaces. */
export class KeptRows {
  readonly cache = new BoundedCache<KeptRow>("product_rows", {
    maxBytes: 96_000_000,
    bytesOf: ({ bytes }) => bytes,
    ofThings: true,
    onDrop: (key, row) => this.#drop(key.slice(0, key.lastIndexOf("\0") + 1), row),
  });
  /** The same by `viewKeyOf` and ID: a page finds its rows without a key being put together for each. */
  readonly #views = new Map<string, Map<string, KeptRow>>();

  /**
   * Finds rows of products, by ID, as they were last met.
   *
   * @param currency null: none.
   * @param at the time, by `performance.now()`.
   */
  of(marketplaceId: string, currency: string | null, at: number): (id: string) => KeptRow | undefined {
    const viewKey = viewKeyOf(marketplaceId, currency);
    const view = this.#views.get(viewKey);
    const second = Math.floor(at / 1_000);
    return (id) => {
      const row = view?.get(id);
      this.cache.tell(row !== undefined);
      if (row !== undefined && second - row.usedAt >= useSeconds) {
        row.usedAt = second;
        this.cache.touch(viewKey + id);
      }
      return row;
    };
  }

  has(marketplaceId: string, currency: string | null, id: string): boolean {
    return this.#views.get(viewKeyOf(marketplaceId, currency))?.has(id) ?? false;
  }

  /** Holds a row, unless it takes too much. */
  set(marketplaceId: string, currency: string | null, row: KeptRow): boolean {
    if (row.bytes > mostRowBytes) return false;
    const viewKey = viewKeyOf(marketplaceId, currency);
    this.cache.set(viewKey + row.id, row);
    const view = this.#views.get(viewKey);
    if (view === undefined) this.#views.set(viewKey, new Map([[row.id, row]]));
    else view.set(row.id, row);
    return true;
  }

  #drop(viewKey: string, row: KeptRow): void {
    const view = this.#views.get(viewKey);
    // Another one may have taken its place.
    if (view?.get(row.id) !== row) return;
    view.delete(row.id);
    if (view.size === 0) this.#views.delete(viewKey);
  }
}
