import type { Write } from "../../platform/crud/part-table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Order } from "./order.ts";
import type { OrderHead } from "./order-row.store.ts";

/**
 * Rows of a kind: each connection has its own, so that parallel writers do not wait for each other. Processes of connections
 * that were opened one after the other differ by less.
 */
const shards = 64;

/** What orders are told apart by where they are counted. */
export type Kind = Pick<OrderHead, "IsSubmitted" | "Status" | "buyer_id" | "supplier_id">;

const columnsOf = ({ IsSubmitted, Status, buyer_id, supplier_id }: Kind) =>
  [IsSubmitted, Status, buyer_id !== null, supplier_id !== null] as const;

/** What a kind gains. */
interface Gain {
  readonly kind: Kind;
  readonly orders: number;
  readonly lines: number;
}

/** Lines that count: those of submitted orders, whatever their status is. */
function countedLines({ head, lines }: Order): number {
  if (!head.IsSubmitted) return 0;
  if (lines === undefined) throw new Error("An order is counted along with its lines");
  return lines.length;
}

/**
 * Writes that count what became of an order: none where it is of the same kind, with as many lines.
 *
 * @param before with its lines, where it is submitted.
 */
export function countWrites(marketplaceId: string, before: Order, after: Order): Write[] {
  const was = before.isNew ? undefined : columnsOf(before.head).join();
  const is = columnsOf(after.head).join();
  const staysSubmitted = !before.isNew && before.head.IsSubmitted && after.head.IsSubmitted;
  const lines = staysSubmitted
    ? (after.lines?.length ?? 0) - (before.lines?.length ?? 0)
    : countedLines(after) - (before.isNew ? 0 : countedLines(before));
  if (was === is && lines === 0) return [];
  if (was === is) return [countWrite(marketplaceId, [{ kind: before.head, orders: 0, lines }])];
  const gain = { kind: after.head, orders: 1, lines };
  return [countWrite(marketplaceId, was === undefined ? [gain] : [{ kind: before.head, orders: -1, lines: 0 }, gain])];
}

/** @param gains of kinds that differ. */
function countWrite(marketplaceId: string, gains: readonly Gain[]): Write {
  const casts = ["text", "boolean", "text", "boolean", "boolean", "bigint", "bigint"];
  const row = (first: number): string =>
    `(${casts.map((cast, index) => `$${first + index}::${cast}`).join(", ")}, pg_backend_pid() % ${shards})`;
  return {
    shape: `+ order_count ${gains.length}`,
    text: (n) =>
      `insert into order_count as c (marketplace_id, is_submitted, status, from_buyer, to_supplier, orders, lines, shard)
      values ${gains.map((_, index) => row(n + index * casts.length)).join(", ")}
      on conflict (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard)
      do update set orders = c.orders + excluded.orders, lines = c.lines + excluded.lines`,
    values: gains.flatMap(({ kind, orders, lines }) => [marketplaceId, ...columnsOf(kind), orders, lines]),
  };
}

/** Writes that count deleted orders no more. @param lines of those that were submitted. */
export const countRemoved = (marketplaceId: string, kinds: readonly Kind[], lines = 0): Write[] =>
  [...Map.groupBy(kinds, (kind) => columnsOf(kind).join()).values()].map((alike) =>
    countWrite(marketplaceId, [{ kind: alike[0] as Kind, orders: -alike.length, lines: -lines }]),
  );

/** Columns of orders as the alias `c` of what was counted has them, for filters. */
export const countedColumns: Readonly<Record<string, RawBuilder<unknown>>> = {
  Status: sql`c.status`,
  IsSubmitted: sql`c.is_submitted`,
};

/** Counted orders, or lines of submitted ones (told apart by their orders' companies alone), as `total`. */
export const countedTotal = (
  marketplaceId: string,
  what: "orders" | "lines",
  where: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`select coalesce(sum(c.${sql.ref(what)}), 0)::int8 as total from order_count c
  where c.marketplace_id = ${marketplaceId} and ${where}`;
