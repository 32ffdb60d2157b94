import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import { assume, guard } from "../../platform/work/assume.store.ts";
import type { Work } from "../../platform/work/work.ts";
import type { HeldOrder } from "./held-orders.ts";
import type { Order, OrderParts, Part } from "./order.ts";
import type { OrderKeys, WhichOrder } from "./which.store.ts";

interface VersionKeys extends OrderKeys {
  readonly heldId: string;
  readonly version: string;
}

interface GuardKeys extends VersionKeys {
  readonly writers: readonly string[];
  readonly lines: number;
  readonly payments: number;
}

/** Number of rows of a part, null where one was written by another transaction than those that are known. */
const rowsAsHeld = ({ marketplaceId, heldId, writers }: Fragments<GuardKeys>, table: string) =>
  sql`(select case when bool_and(p.xmin = any(${writers}::xid[])) then count(*) end from ${sql.table(table)} p
    where p.marketplace_id = ${marketplaceId} and p.order_id = ${heldId})`;

/** The order `o`, unless its row is another than was held, or it is not the one that is meant any more. */
function asHeld({ preference, condition }: WhichOrder, keys: Fragments<VersionKeys>): RawBuilder<unknown> {
  const { marketplaceId: m, heldId, version } = keys;
  const preferred =
    preference === undefined
      ? sql``
      : sql`and o.id = (select t.id from purchase_order t where t.marketplace_id = ${m} and ${condition(keys)}
          order by ${preference} limit 1)`;
  return sql`from purchase_order o where o.marketplace_id = ${m} and o.id = ${heldId} and o.xmin = ${version}::xid ${preferred}`;
}

/**
 * Locks an order, and fails the transaction unless all of its rows are those that were held. Rows that it has none of are not
 * looked for: whoever adds one writes the order's.
 */
function compose(which: WhichOrder, lines: boolean, payments: boolean) {
  return prepared<GuardKeys>((keys: Fragments<GuardKeys>) => {
    const lineRows = lines ? sql`and ${rowsAsHeld(keys, "line_item")} = ${keys.lines}::int` : sql``;
    const paymentRows = payments ? sql`and ${rowsAsHeld(keys, "payment")} = ${keys.payments}::int` : sql``;
    const rows = sql`select ${asHeld(which, keys)} ${lineRows} ${paymentRows} for update of o`;
    return guard(rows, "orders are as they were held");
  });
}

const composed = new Map<string, (keys: GuardKeys) => Statement>();

function guardFor(which: WhichOrder, { lines, payments }: HeldOrder): (keys: GuardKeys) => Statement {
  const parts = [lines.length > 0, payments.length > 0] as const;
  const key = `${which.preference === undefined ? "" : which.name} ${parts}`;
  const known = composed.get(key) ?? compose(which, ...parts);
  composed.set(key, known);
  return known;
}

/** What else a work that opens orders needs to know, to take one that is held. */
export type HoldingWork = { readonly db: TenantDb } & Partial<Pick<Work, "services" | "afterCommit">>;

/**
 * Opens an order that is held, without a trip: the database finds out along with the first thing that is asked of it whether
 * the order still is as it was held. If it is not, nothing is written, and the work is done again without what is held; so is
 * work that is refused before that is known.
 *
 * @returns undefined where the order is not held, or not all that is asked for of it.
 */
export function openHeld<Parts extends Part>(
  { db, services, afterCommit }: HoldingWork,
  which: WhichOrder,
  { with: wanted = [] }: { readonly with?: readonly Parts[] },
): Order<Parts> | undefined {
  if (services === undefined || afterCommit === undefined || which.held === undefined) return undefined;
  if (db.mode !== "write" || db.again || db.distributed) return undefined;
  const { heldOrders } = services;
  const held = heldOrders.find(db, which.held);
  const parts = held && partsOf(held, wanted);
  // What is read instead must not be put together with what nobody compared.
  if (held === undefined || parts === undefined) return undefined;
  heldOrders.take(db, afterCommit, held);
  const { lines, payments, version, writers } = held;
  const statement = guardFor(
    which,
    held,
  )({
    marketplaceId: db.marketplaceId,
    ...which.keys,
    heldId: held.head.ID,
    version,
    writers,
    lines: lines.length,
    payments: payments.length,
  });
  assume(db, statement, { unspent: () => heldOrders.putBack(db, held) });
  return { head: held.head, isNew: false, ...parts } as Order<Parts>;
}

const composedChecks = new Map<string, (keys: VersionKeys) => Statement<{ readonly held: boolean }>>();

/**
 * An order by itself as it is held, to be read, where the database has its row still: that is asked in place of the row.
 *
 * @returns undefined where it is not held, or its row does not tell all of it.
 */
export async function readHeld({ db, services }: HoldingWork, which: WhichOrder): Promise<Order | undefined> {
  if (services === undefined || which.held === undefined || db.mode !== "read" || db.distributed) return undefined;
  const held = services.heldOrders.find(db, which.held);
  // Whether all goes to one address is for the lines to say.
  if (held === undefined || held.head.shipping_address_id !== null) return undefined;
  const { head, version } = held;
  const isSame =
    which.preference === undefined
      ? await services.heldOrders.checks.read({ db, services }, { id: head.ID, version })
      : (await db.row(
          preferredCheck(which)({ marketplaceId: db.marketplaceId, ...which.keys, heldId: head.ID, version }),
        )) !== undefined;
  if (isSame) return { head, isNew: false };
  services.heldOrders.outdated(db, held);
  return undefined;
}

/** Finds the order that is held, as the one that is meant of several. */
function preferredCheck(which: WhichOrder): (keys: VersionKeys) => Statement<{ readonly held: boolean }> {
  const check =
    composedChecks.get(which.name) ??
    prepared<VersionKeys, { readonly held: boolean }>((keys) => sql`select true as held ${asHeld(which, keys)}`);
  composedChecks.set(which.name, check);
  return check;
}

/** What is asked for of an order; undefined where some of it is not held. */
function partsOf({ lines, payments, unpromoted }: HeldOrder, wanted: readonly Part[]): Partial<OrderParts> | undefined {
  const none: readonly never[] = [];
  const known: Partial<OrderParts> = {
    lines,
    payments,
    approvals: none,
    returns: none,
    returnItems: none,
    returnApprovals: none,
    ...(unpromoted && { promotions: none }),
  };
  const parts: Partial<Record<Part, unknown>> = {};
  for (const part of wanted) {
    if (known[part] === undefined) return undefined;
    parts[part] = known[part];
  }
  return parts as Partial<OrderParts>;
}
