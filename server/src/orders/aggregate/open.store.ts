import type { OrderDirection } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { Json } from "../../platform/db/json.ts";
import { type Fragments, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type Approval, approvalRows } from "./approval-row.store.ts";
import { type Around, type AroundKeys, linesAround, type OtherLines, ofOrder, othersAround } from "./around.store.ts";
import { type HoldingWork, openHeld, readHeld } from "./held.store.ts";
import { linesJson, type OrderLine, withSupplier } from "./line-row.store.ts";
import { type Order, type Part, type ShippedLine, shownShippingAddress } from "./order.ts";
import { headRows, type OrderHead } from "./order-row.store.ts";
import { type OrderPayment, paymentRows } from "./payment-row.store.ts";
import { type AppliedDiscount, discountsJson } from "./promotion-row.store.ts";
import {
  type ReturnApproval,
  type ReturnHead,
  type ReturnItem,
  returnApprovalRows,
  returnItemRows,
  returnRows,
} from "./return-row.store.ts";
import { withoutTombstoneId } from "./tombstones.store.ts";
import type { OpeningApprovals } from "./visibility.store.ts";
import { type OrderKeys, orderAt, type WhichOrder } from "./which.store.ts";

export interface OpenOptions<Parts extends Part> {
  /** Holds the order until the transaction ends: the first statement of every write to it. Default: false. */
  readonly lock?: boolean;
  /** Parts to read along with it. Default: none. */
  readonly with?: readonly Parts[];
  /**
   * Reads lines only where this is about them, so that one of many costs little; of others there are sums. Default: all lines
   * are read.
   */
  readonly around?: Around | undefined;
}

type Arguments = OrderKeys & AroundKeys;

type Found = Omit<OrderHead, "FromCompanyID" | "ToCompanyID" | "ShippingAddressID"> & {
  readonly lines?: Json | null;
  readonly others?: Json;
  readonly payments?: Json | null;
  readonly promotions?: Json | null;
  readonly shipments?: Json | null;
  readonly approvals?: Json | null;
  readonly returns?: Json | null;
  readonly returnItems?: Json | null;
  readonly returnApprovals?: Json | null;
  /** Some line goes elsewhere than the order; only where lines are not read. */
  readonly scattered?: boolean;
  /** Parts were read as they were before the order was. */
  readonly stale?: boolean;
};

// Every table is bound to the marketplace by its parameter: a distributed database then carries the whole out in one place,
// and locks the order with it.
const parts: Readonly<Record<Part, (m: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  lines: (m) => linesJson(ofOrder(m)),
  payments: (m) => sql`(select json_agg(y order by y."DateCreated", y."ID") from (
    select ${paymentRows.json("y")} from payment y where y.marketplace_id = ${m} and y.order_id = t.id) y)`,
  // A forwarded line exists twice under one ID, on the order and on the supplier's: what is shipped of either counts.
  shipments: (m) => sql`(select json_agg(x) from line_item l cross join lateral (
    select l.id as "ID", coalesce(sum(i.quantity_shipped), 0) as shipped,
      coalesce(sum(i.quantity_shipped) filter (where s.date_shipped is not null), 0) as sent
    from shipment_item i join shipment s on s.marketplace_id = ${m} and s.id = i.shipment_id
    where i.marketplace_id = ${m} and i.line_item_id = l.id
      and i.order_id in (l.order_id, l.incoming_order_id, l.outgoing_order_id)) x
    where l.marketplace_id = ${m} and l.order_id = t.id)`,
  promotions: discountsJson,
  approvals: (m) => sql`(select json_agg(y order by y."ID"::int) from (
    select ${approvalRows.json("y")} from order_approval y where y.marketplace_id = ${m} and y.order_id = t.id) y)`,
  returns: (m) => sql`(select json_agg(y order by y."DateCreated", y."ID") from (
    select ${returnRows.json("y")} from order_return y where y.marketplace_id = ${m} and y.order_id = t.id) y)`,
  returnItems: (m) => sql`(select json_agg(y order by y."ID"::int) from (
    select ${returnItemRows.json("y")} from order_return_item y where y.marketplace_id = ${m} and y.order_id = t.id) y)`,
  returnApprovals: (m) => sql`(select json_agg(y order by y."ID"::int) from (
    select ${returnApprovalRows.json("y")} from order_return_approval y
    where y.marketplace_id = ${m} and y.order_id = t.id) y)`,
};

const scattered = (m: RawBuilder<unknown>) => sql`t.shipping_address_id is not null and exists (
  select from line_item l where l.marketplace_id = ${m} and l.order_id = t.id
    and l.shipping_address_id is distinct from t.shipping_address_id)`;

/**
 * Tells whether what was read with the order is older than the order: whoever waits for it gets the row as it was left
 * behind, but the rest as it was when the waiting began. Every write to an order writes its row anew.
 */
const stale = (m: RawBuilder<unknown>) => sql`t.xmin is distinct from (
  select s.xmin from purchase_order s where s.marketplace_id = ${m} and s.id = t.id)`;

/** How lines are read: all, those that an operation is about, or with them those that are priced together with them. */
type LinesRead = "all" | "around" | "alike";

function compose(which: WhichOrder, wanted: readonly Part[], lock: boolean, read: LinesRead) {
  return prepared<Arguments>((args: Fragments<Arguments>) => {
    const m = args.marketplaceId;
    const lines = (part: Part) => part === "lines" && read !== "all";
    const columns = [
      headRows.select("t"),
      ...wanted.map(
        (part) => sql`${lines(part) ? linesAround(args, read === "alike") : parts[part](m)} as ${sql.id(part)}`,
      ),
      ...(wanted.some(lines) ? [sql`${othersAround(args, read === "alike")} as others`] : []),
      ...(wanted.includes("lines") ? [] : [sql`${scattered(m)} as scattered`]),
      ...(lock ? [sql`${stale(m)} as stale`] : []),
    ];
    const first = which.preference === undefined ? sql`` : sql`order by ${which.preference} limit 1`;
    return sql`select ${sql.join(columns)} from purchase_order as t
      where t.marketplace_id = ${m} and ${which.condition(args)} ${first} ${lock ? sql`for update of t` : sql``}`;
  });
}

const composed = new Map<string, (args: Arguments) => Statement>();

/** Statements are few: so many ways to name an order, times what is read with it. */
function statementFor(
  which: WhichOrder,
  wanted: readonly Part[],
  lock: boolean,
  read: LinesRead,
): (args: Arguments) => Statement {
  const key = `${which.name} ${wanted.join()} ${lock} ${read}`;
  const known = composed.get(key) ?? compose(which, wanted, lock, read);
  composed.set(key, known);
  return known;
}

/**
 * Opens an order: itself and what is asked for along with it, in one statement; one that this process has just written, to be
 * locked, without waiting for the database (`openHeld`), and to be read by itself, without reading it (`readHeld`). Nothing when
 * there is none.
 */
export async function open<Parts extends Part = never>(
  work: HoldingWork,
  which: WhichOrder,
  options: OpenOptions<Parts> = {},
): Promise<Order<Parts> | undefined> {
  const { db } = work;
  const { lock = false, with: wanted = [], around } = options;
  const held = lock ? openHeld(work, which, options) : undefined;
  if (held !== undefined) return held;
  const known = lock || wanted.length > 0 ? undefined : await readHeld(work, which);
  if (known !== undefined) return known as Order<Parts>;
  const statement = statementFor(
    which,
    wanted,
    lock,
    around === undefined ? "all" : around.alike === true ? "alike" : "around",
  )({
    marketplaceId: db.marketplaceId,
    ...which.keys,
    productId: around?.productId?.toLowerCase() ?? null,
    lineId: around?.lineId?.toLowerCase() ?? null,
  });
  for (;;) {
    const found = await db.row<Found>(statement);
    if (found === undefined) return undefined;
    if (found.stale !== true) return orderOf(db.marketplaceId, found, around) as Order<Parts>;
  }
}

function orderOf(
  marketplaceId: string,
  { lines, others: counted, payments, promotions, shipments, approvals, scattered: apart, stale: _, ...rest }: Found,
  around: Around | undefined,
): Order {
  const { returns, returnItems, returnApprovals, ...row } = rest;
  const others = counted && ({ ...(counted.value as OtherLines), around } as OtherLines);
  const read = {
    ...(others !== undefined && { others }),
    ...(returns !== undefined && { returns: listIn<ReturnHead>(returns) }),
    ...(returnItems !== undefined && { returnItems: listIn<ReturnItem>(returnItems) }),
    ...(returnApprovals !== undefined && { returnApprovals: listIn<ReturnApproval>(returnApprovals) }),
    ...(lines !== undefined && { lines: listIn<OrderLine>(lines).map(withSupplier) }),
    ...(payments !== undefined && { payments: listIn<OrderPayment>(payments) }),
    ...(promotions !== undefined && { promotions: listIn<AppliedDiscount>(promotions) }),
    ...(shipments !== undefined && { shipments: listIn<ShippedLine>(shipments) }),
    ...(approvals !== undefined && { approvals: listIn<Approval>(approvals) }),
  };
  const head: OrderHead = {
    ...row,
    FromCompanyID: withoutTombstoneId(row.buyer_id ?? marketplaceId),
    ToCompanyID: withoutTombstoneId(row.supplier_id ?? marketplaceId),
    ShippingAddressID:
      apart === true || others?.apart === true ? null : shownShippingAddress(row.shipping_address_id, read.lines ?? []),
  };
  return { head, isNew: false, ...read };
}

const askedFor = new Map<string, (args: OrderKeys) => Statement<{ readonly there: boolean }>>();

/** Tells whether there is an order: far less work for the database than to find by opening it that there is none. */
export async function isThere({ db }: Pick<HoldingWork, "db">, which: WhichOrder): Promise<boolean> {
  const { name, condition, keys } = which;
  const statement =
    askedFor.get(name) ??
    prepared<OrderKeys, { readonly there: boolean }>(
      (args: Fragments<OrderKeys>) => sql`select exists (select from purchase_order t
        where t.marketplace_id = ${args.marketplaceId} and ${condition(args)}) as there`,
    );
  askedFor.set(name, statement);
  return (await db.row(statement({ marketplaceId: db.marketplaceId, ...keys })))?.there === true;
}

const listIn = <One>(rows: Json | null): readonly One[] => (rows?.value ?? []) as readonly One[];

/** A request about the order that its path names. */
export type OrderCall = UserWork & { readonly path: { readonly direction: OrderDirection; readonly orderID: string } };

export interface FindOptions<Parts extends Part> extends OpenOptions<Parts> {
  /**
   * Roles that open orders of other users of the organization. Default: OrderAdmin, and OrderReader unless the order is
   * locked to be changed. Name others where the operation admits them (ShipmentAdmin, IntegrationEventAdmin).
   */
  readonly roles?: readonly string[];
  /**
   * Approvals that open an order to those who may give them. Default: those it waits for, unless it is locked to be changed.
   */
  readonly approvals?: OpeningApprovals;
}

/**
 * The order that the path names. Whatever the caller may not see, or not under that direction, does not exist for them.
 *
 * @throws ApiError NotFound (Order)
 */
export async function findOrder<Parts extends Part = never>(
  work: HoldingWork & { readonly actor: Caller },
  direction: OrderDirection,
  orderId: string,
  options: FindOptions<Parts> = {},
): Promise<Order<Parts>> {
  const roles = options.roles ?? (options.lock === true ? ["OrderAdmin"] : ["OrderAdmin", "OrderReader"]);
  const approvals = options.approvals ?? (options.lock === true ? "none" : "pending");
  const order = await open(work, orderAt(work.actor, direction, orderId, roles, approvals), options);
  if (order === undefined) throw notFound("Order", orderId);
  return order;
}
