import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { FromUser } from "./from-user.store.ts";
import { heldChecks } from "./held-checks.store.ts";
import { lineRows, type OrderLine, withSupplier } from "./line-row.store.ts";
import { type Order, shownShippingAddress } from "./order.ts";
import { headRows, type OrderHead } from "./order-row.store.ts";
import { type OrderPayment, paymentRows } from "./payment-row.store.ts";
import { withoutTombstoneId } from "./tombstones.store.ts";
import type { AmongHeld } from "./which.store.ts";

declare module "../../platform/work/services.ts" {
  interface Services {
    readonly heldOrders: HeldOrders;
  }
}

/**
 * An order that was never submitted, with its lines and payments, as it would be read. It has neither approvals nor returns:
 * those come with its submission.
 */
export interface HeldOrder {
  readonly head: OrderHead;
  readonly lines: readonly OrderLine[];
  readonly payments: readonly OrderPayment[];
  /** No promotion is on it. What there is of promotions is for the database to say. */
  readonly unpromoted: boolean;
  /** Transaction that wrote its row, the row's `xmin`. */
  readonly version: string;
  /** Transactions that wrote the rows of its parts, and maybe others. */
  readonly writers: readonly string[];
  /** Memory that it takes, from above. */
  readonly bytes: number;
}

/** A user as orders that they begin show them. */
export interface KnownOwner {
  readonly user: FromUser;
  /** Transaction that wrote their row. */
  readonly version: string;
}

/** Memory for all of them. */
const maxBytes = 64_000_000;

/** Larger ones are read: to compare their rows would take as long. */
const most = { lines: 40, payments: 10, bytes: 100_000, writers: 100 };

/** Registers what is done once a work is committed. */
type AfterCommit = (effect: () => void) => void;

/** What a work does with an order, from when it opens what was held, or stores what is new. */
interface InWork {
  held: HeldOrder | undefined;
  /** Statements that stored it. */
  stores: number;
}

const keyOf = (marketplaceId: string, id: string): string => `${marketplaceId}\0${id.toLowerCase()}`;
const cartKeyOf = (marketplaceId: string, userKey: number): string => `${marketplaceId}\0${userKey}`;

/**
 * Orders that this process has just written, each until it is opened again: to write it needs no reading then. What is held
 * is no truth: the database compares the versions of all rows it was read or written as before anything else is done with it
 * (`held.store.ts`).
 */
export class HeldOrders {
  readonly #orders: BoundedCache<HeldOrder>;
  /** Key of the order that a user wrote last, by the user's; of orders that are held. */
  readonly #carts = new Map<string, string>();
  readonly #elsewhere = new BoundedCache<true>("guests_carts", {
    maxBytes: 4_000_000,
    bytesOf: () => 0,
    ofThings: true,
  });
  /** Who began carts lately, by their keys. */
  readonly owners = new BoundedCache<KnownOwner>("cart_owners", {
    maxBytes: 8_000_000,
    bytesOf: ({ user: { shown } }) => 500 + 5 * textBytes(shown.text),
    ofThings: true,
  });
  /** Asks whether orders are as they are held. */
  readonly checks = heldChecks();
  readonly #inWork = new WeakMap<TenantDb, Map<string, InWork>>();

  constructor() {
    this.#orders = new BoundedCache("held_orders", {
      maxBytes,
      bytesOf: ({ bytes }) => bytes,
      ofThings: true,
      onDrop: (key, { head }) => {
        const cart = cartKeyOf(marketplaceOf(key), head.from_user_key);
        if (this.#carts.get(cart) === key) this.#carts.delete(cart);
      },
    });
  }

  /** What metrics show. */
  get caches() {
    return [this.#orders, this.#elsewhere, this.owners];
  }

  /** The order that is meant, as far as it is held. */
  find({ marketplaceId }: TenantDb, { id, userKey, is }: AmongHeld): HeldOrder | undefined {
    const key = id === null ? this.#carts.get(cartKeyOf(marketplaceId, userKey)) : keyOf(marketplaceId, id);
    const held = key === undefined ? undefined : this.#orders.get(key);
    return held !== undefined && is(held.head) ? held : undefined;
  }

  /** Notes that a guest has a cart that is not held here. @param anonymousId the ID that their token names; null: no guest. */
  foundElsewhere({ marketplaceId }: TenantDb, anonymousId: string | null): void {
    if (anonymousId !== null) this.#elsewhere.set(keyOf(marketplaceId, anonymousId), true);
  }

  /** Tells whether that was noted of a guest lately. */
  isElsewhere({ marketplaceId }: TenantDb, anonymousId: string | null): boolean {
    return anonymousId !== null && this.#elsewhere.get(keyOf(marketplaceId, anonymousId)) === true;
  }

  /**
   * Takes it: from now on it is the work's, which puts back what it makes of it.
   *
   * @param afterCommit registers what is done then.
   */
  take(db: TenantDb, afterCommit: AfterCommit, held: HeldOrder): void {
    const { ID } = held.head;
    this.#orders.delete(keyOf(db.marketplaceId, ID));
    this.#keep(db, afterCommit, ID, { held, stores: 0 });
  }

  /** Has an order held once the work is committed, unless it writes anything but orders. */
  #keep(db: TenantDb, afterCommit: AfterCommit, id: string, known: InWork): InWork {
    const works = this.#worksOf(db);
    works.set(id, known);
    afterCommit(() => {
      if (known.held !== undefined && works.get(id) === known && this.#storesOf(db) === db.writing)
        this.#hold(db.marketplaceId, known.held);
    });
    return known;
  }

  #worksOf(db: TenantDb): Map<string, InWork> {
    const known = this.#inWork.get(db) ?? new Map<string, InWork>();
    this.#inWork.set(db, known);
    return known;
  }

  /** Holds an order again that was taken and is what it was, unless somebody has come to know it better. */
  putBack({ marketplaceId }: TenantDb, held: HeldOrder): void {
    if (this.#orders.peek(keyOf(marketplaceId, held.head.ID)) === undefined) this.#hold(marketplaceId, held);
  }

  /** Lets go of an order that the database has otherwise by now. */
  outdated({ marketplaceId }: TenantDb, held: HeldOrder): void {
    const key = keyOf(marketplaceId, held.head.ID);
    if (this.#orders.peek(key) === held) this.#orders.delete(key);
  }

  #hold(marketplaceId: string, held: HeldOrder): void {
    const { ID, from_user_key: userKey, anonymous_id: guest } = held.head;
    const key = keyOf(marketplaceId, ID);
    this.#orders.set(key, held);
    if (guest === null) this.#carts.set(cartKeyOf(marketplaceId, userKey), key);
  }

  /**
   * Notes that an order is stored, and what becomes of it: to be held, unless the work writes anything else.
   *
   * @param afterCommit registers what is done then.
   * @returns takes the version that it was stored as.
   */
  stored(db: TenantDb, afterCommit: AfterCommit, before: Order, after: Order): (version: string) => void {
    const { marketplaceId } = db;
    const works = this.#worksOf(db);
    const { ID } = before.head;
    const known =
      works.get(ID) ?? (before.isNew ? this.#keep(db, afterCommit, ID, { held: blank, stores: 0 }) : undefined);
    if (known?.held === undefined || after.others !== undefined || after.head.ID !== ID) {
      this.#orders.delete(keyOf(marketplaceId, ID));
      works.delete(ID);
      return () => {};
    }
    known.stores++;
    return (version) => {
      known.held = known.held && next(marketplaceId, known.held, after, version);
    };
  }

  #storesOf(db: TenantDb): number {
    return [...this.#worksOf(db).values()].reduce((sum, { stores }) => sum + stores, 0);
  }
}

const marketplaceOf = (key: string): string => key.slice(0, key.indexOf("\0"));

/** An order before it is stored for the first time. */
const blank: HeldOrder = {
  head: {} as OrderHead,
  lines: [],
  payments: [],
  unpromoted: true,
  version: "",
  writers: [],
  bytes: 0,
};

/** The order as it is from now on; undefined where it cannot be held. */
function next(marketplaceId: string, held: HeldOrder, stored: Order, version: string): HeldOrder | undefined {
  const { head, lines = held.lines, payments = held.payments, promotions = [] } = stored;
  if (head.IsSubmitted || head.Status !== "Unsubmitted") return undefined;
  const read = {
    head: headRows.readBack(head, "row", held.head),
    lines: readRows(lines, held.lines, readLine, "DateAdded"),
    payments: readRows(payments, held.payments, readPayment, "DateCreated"),
  };
  const writers = [...held.writers, version].slice(-most.writers - 1);
  if (read.head === undefined || read.lines === undefined || read.payments === undefined) return undefined;
  if (read.lines.length > most.lines || read.payments.length > most.payments || writers.length > most.writers)
    return undefined;
  const order = {
    head: {
      ...read.head,
      FromCompanyID: withoutTombstoneId(head.buyer_id ?? marketplaceId),
      ToCompanyID: withoutTombstoneId(head.supplier_id ?? marketplaceId),
      ShippingAddressID: shownShippingAddress(head.shipping_address_id, read.lines),
    },
    lines: read.lines,
    payments: read.payments,
    unpromoted: held.unpromoted && promotions.length === 0,
    version,
    writers,
  };
  const bytes = bytesOf(order);
  return bytes > most.bytes ? undefined : { ...order, bytes };
}

function readLine(line: OrderLine, known: OrderLine | undefined): OrderLine | undefined {
  const read = lineRows.readBack(line, "json", known);
  return read && withSupplier(read);
}

const readPayment = (payment: OrderPayment, known: OrderPayment | undefined): OrderPayment | undefined =>
  paymentRows.readBack(payment, "json", known);

/** Rows as they are read, in their order; undefined where that is for the database to say. */
function readRows<Row extends { readonly ID: string }>(
  rows: readonly Row[],
  held: readonly Row[],
  read: (row: Row, known: Row | undefined) => Row | undefined,
  date: keyof Row,
): readonly Row[] | undefined {
  if (rows === held) return held;
  const known = new Map(held.map((row) => [row.ID, row]));
  const found: { readonly at: number; readonly row: Row }[] = [];
  for (const row of rows) {
    const was = known.get(row.ID);
    const one = was === row ? row : read(row, was);
    if (one === undefined) return undefined;
    found.push({ at: Date.parse(String(one[date])), row: one });
  }
  found.sort((one, other) => one.at - other.at);
  // Those of one moment are in the order of their IDs, which is the database's.
  const isOrdered = found.every(
    ({ at }, index) => index === 0 || at > (found[index - 1] as { readonly at: number }).at,
  );
  return isOrdered ? found.map(({ row }) => row) : undefined;
}

const bytesOf = ({ head, lines, payments, writers }: Omit<HeldOrder, "bytes">): number =>
  [head, ...lines, ...payments].reduce((sum, row) => sum + rowBytes(row), 0) + writers.length * 40;

const measured = new WeakMap<object, number>();

/** Memory of a row, from above. */
function rowBytes(row: object): number {
  let bytes = 0;
  for (const value of Object.values(row)) {
    bytes += 16;
    if (typeof value === "string") bytes += textBytes(value);
    else if (typeof value === "object" && value !== null) bytes += jsonBytes(value);
  }
  return bytes;
}

/** Memory of a value of JSON, several times that of its text when it is parsed. What stays is measured once. */
function jsonBytes(value: object): number {
  if (value instanceof Json) return 4 * textBytes(value.text);
  const known = measured.get(value);
  if (known !== undefined) return known;
  const bytes = 4 * textBytes(JSON.stringify(value));
  measured.set(value, bytes);
  return bytes;
}
