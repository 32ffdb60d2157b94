import { touched } from "../../platform/changes/object-write.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { assume } from "../../platform/work/assume.store.ts";
import type { Work } from "../../platform/work/work.ts";
import { asQuantity } from "./available.store.ts";
import { type Demand, merged, type RecordStock, type Shortage, type Stock } from "./stock.ts";

/** The columns of a product that make its stock. */
export interface StockRow {
  readonly "stock.id": string;
  readonly "stock.active": boolean;
  readonly "stock.tracked": boolean;
  readonly "stock.inRecords": boolean;
  readonly "stock.byVariant": boolean;
  readonly "stock.canExceed": boolean;
  readonly "stock.available": number;
  readonly "stock.variants": Json | null;
  readonly "stock.records": Json | null;
}

/** Records that a `StockRow` holds, as parameters of a statement. */
export interface WantedRecords {
  /** IDs in lower case, of records of any product and variant. */
  readonly recordIds: RawBuilder<unknown>;
  /** Condition of those that may be drawn on, over the alias `r`. */
  readonly usable: RawBuilder<unknown>;
}

const ownStock = sql`p.id as "stock.id", p.active as "stock.active", p.inventory_enabled as "stock.tracked",
  p.inventory_records > 0 as "stock.inRecords", p.variant_level_tracking as "stock.byVariant", p.order_can_exceed as "stock.canExceed",
  coalesce(p.quantity_available, 0) as "stock.available"`;

/** The columns of a `StockRow`, of product `p`. */
export const stockColumns = (
  marketplaceId: RawBuilder<unknown>,
  { recordIds, usable }: WantedRecords,
): RawBuilder<unknown> => sql`
  ${ownStock},
  case when p.inventory_enabled and p.variant_level_tracking then
    (select json_object_agg(v.id, coalesce(v.quantity_available, 0)) from variant v
      where v.marketplace_id = ${marketplaceId} and v.product_id = p.id) end as "stock.variants",
  case when p.inventory_records > 0 and cardinality(${recordIds}::text[]) > 0 then
    (select json_agg(json_build_object('key', r.key, 'id', r.id, 'variantId', r.variant_id,
        'canExceed', r.order_can_exceed, 'available', r.quantity_available, 'usable', ${usable}))
      from inventory_record r where r.marketplace_id = ${marketplaceId} and r.product_id = p.id
        and lower(r.id) = any(${recordIds}::text[])) end as "stock.records"`;

/** The same of a product that has neither variants nor records. */
export const simpleStockColumns = sql`${ownStock}, null::json as "stock.variants", null::json as "stock.records"`;

/** The stock that a row holds. */
export const stockOf = (row: StockRow): Stock => ({
  productId: row["stock.id"],
  active: row["stock.active"],
  tracked: row["stock.tracked"],
  inRecords: row["stock.inRecords"],
  byVariant: row["stock.byVariant"],
  canExceed: row["stock.canExceed"],
  available: row["stock.available"],
  variants: new Map(Object.entries((row["stock.variants"]?.value ?? {}) as Record<string, number>)),
  records: (row["stock.records"]?.value ?? []) as readonly RecordStock[],
});

/** IDs as statements look for them: each once, in lower case. */
export const folded = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

interface MoveOptions {
  /**
   * Moves along with what is sent next, or with the commit: where something comes short, all of the work is done again
   * (`assume`), and is told then. Default: false.
   */
  readonly later?: boolean;
}

/**
 * Takes what is demanded off the stock, and gives back what is negative, wherever stock is tracked.
 *
 * Products come first, then variants, each in the order of their IDs, then records in that of their keys, and none goes
 * below zero unless it may: so parallel calls neither deadlock nor sell the same unit twice. Whose stock is the sum of
 * others' changes with theirs (docs/behaviour/inventory.md §1.1).
 *
 * @returns what could not be met. Then nothing of the transaction may be kept.
 */
export async function moveStock(
  work: MovingWork,
  demands: readonly Demand[],
  { later = false }: MoveOptions = {},
): Promise<readonly Shortage[]> {
  const { db, now } = work;
  const all = merged(demands);
  const moves = all.filter(({ recordKey }) => recordKey === null);
  const ofVariants = moves.filter(({ variantId }) => variantId !== null);
  const ofRecords = all.filter(({ recordKey }) => recordKey !== null);
  if (later && all.length > 0 && ofVariants.length + ofRecords.length === 0 && !db.again && !db.distributed) {
    moveLater(work, all);
    return [];
  }
  const [products, variants, records] = await Promise.all([
    all.length === 0 ? [] : db.rows<Moved>(moveProducts(productMoves(db, now, all))),
    ofVariants.length === 0 ? [] : db.rows<Moved>(moveVariants(argumentsOf(db, now, ofVariants))),
    ofRecords.length === 0 ? [] : db.rows<Moved>(moveRecords(argumentsOf(db, now, ofRecords))),
  ]);
  for (const row of [...products, ...variants, ...records]) if (row.met) noteMove(db, row);
  return [products, variants, records].flatMap((rows) =>
    rows
      .filter(({ met }) => !met)
      .sort(byId)
      .map((row) => ({
        productId: row.product_id,
        variantId: row.variant_id,
        recordKey: row.record_key,
        available: row.available,
        requested: row.requested,
      })),
  );
}

type MovingWork = Pick<Work, "db" | "now" | "services" | "afterCommit">;

/** A product's own stock that moved, by the versions of its row. */
export interface StockMoved {
  readonly productId: string;
  readonly before: string;
  readonly after: string;
  readonly available: number;
  readonly at: Date;
}

function moveLater({ db, now, services, afterCommit }: MovingWork, demands: readonly Demand[]): void {
  const moved: StockMoved[] = [];
  assume<{ readonly moves: Json | null }>(db, takeProducts(productMoves(db, now, demands)), {
    known: ({ moves }) => {
      for (const row of (moves?.value ?? []) as readonly VersionedMove[]) {
        noteMove(db, row);
        const { product_id: productId, before, after, available, requested } = row;
        if (available !== null)
          moved.push({ productId, before, after, available: leftOf(available, requested), at: now });
      }
    },
  });
  afterCommit(() => services.productReads.stockMoved(db.marketplaceId, moved));
}

/** A demand, and what there was for it. */
interface Moved {
  readonly product_id: string;
  readonly variant_id: string | null;
  readonly record_key: number | null;
  readonly record_id: string | null;
  /** The variant that the record is of; null for one of the product itself. Only of records. */
  readonly record_variant?: string | null;
  /** Null: there is no such stock. */
  readonly available: number | null;
  readonly requested: number;
  /** It could be met; of what is no stock of its own nothing moved. */
  readonly met: boolean;
  readonly notification_point: number | null;
}

interface VersionedMove extends Moved {
  readonly before: string;
  readonly after: string;
}

/** Notes what became of a stock, and of the product whose stock it is part of. */
function noteMove(db: TenantDb, row: Moved): void {
  const { product_id, record_id, available, requested, record_variant } = row;
  const variant_id = record_id === null ? row.variant_id : (record_variant ?? null);
  touched(db, "product", [product_id]);
  if (available === null || requested === 0) return;
  if (record_id !== null) db.wrote({ table: "inventory_record", key: { product_id, variant_id, id: record_id } });
  db.wrote({
    table: "stock",
    key: { product_id, variant_id, record_id },
    before: { QuantityAvailable: available },
    after: { QuantityAvailable: leftOf(available, requested), NotificationPoint: row.notification_point },
  });
}

const keyOf = (row: Moved): string => `${row.product_id}\n${row.variant_id ?? ""}\n${row.record_key ?? ""}`;
const byId = (a: Moved, b: Moved): number => (keyOf(a) < keyOf(b) ? -1 : 1);

interface Moves {
  readonly marketplaceId: string;
  readonly now: Date;
  readonly products: readonly string[];
  readonly variants: readonly (string | null)[];
  readonly records: readonly (number | null)[];
  readonly quantities: readonly number[];
}

interface ProductMoves extends Pick<Moves, "marketplaceId" | "now" | "products" | "quantities"> {
  /** Whether something moves at some variant, and in some record: their product's stock changes as well. */
  readonly byVariant: readonly boolean[];
  readonly byRecord: readonly boolean[];
}

function productMoves({ marketplaceId }: TenantDb, now: Date, moves: readonly Demand[]): ProductMoves {
  const products = [...Map.groupBy(moves, ({ productId }) => productId)];
  const outside = products.map(([, own]) => own.filter(({ recordKey }) => recordKey === null));
  return {
    marketplaceId,
    now,
    products: products.map(([id]) => id),
    quantities: outside.map((own) => own.reduce((sum, { quantity }) => sum + quantity, 0)),
    byVariant: outside.map((own) => own.some(({ variantId }) => variantId !== null)),
    byRecord: products.map(([, own]) => own.some(({ recordKey }) => recordKey !== null)),
  };
}

const argumentsOf = ({ marketplaceId }: TenantDb, now: Date, moves: readonly Demand[]): Moves => ({
  marketplaceId,
  now,
  products: moves.map(({ productId }) => productId),
  variants: moves.map(({ variantId }) => variantId),
  records: moves.map(({ recordKey }) => recordKey),
  quantities: moves.map(({ quantity }) => quantity),
});

/** What is left of a stock `h` that is held, once it was drawn on: one that may be exceeded ends where numbers do. */
const left = asQuantity(sql`h.available - h.quantity`);

/** The same of what such a statement answered with. */
const leftOf = (available: number, requested: number): number =>
  Math.min(Math.max(available - requested, -(2 ** 31)), 2 ** 31 - 1);

// All lock the rows they may write in a fixed order before the first is written, and answer with what there was for each.

// Whatever moves anywhere of a product, its row is held first: the statements after it meet nobody else there.
const moving = (
  { marketplaceId: m, now, products, quantities, byVariant, byRecord }: Fragments<ProductMoves>,
  isVersioned: boolean,
) => sql`
    with held as materialized (
      select p.id, p.order_can_exceed, p.notification_point, coalesce(p.quantity_available, 0) as available, d.quantity,
        not p.variant_level_tracking and p.inventory_records = 0 as own${isVersioned ? sql`, p.xmin::text as version` : sql``}
      from product p
      join unnest(${products}::text[], ${quantities}::bigint[], ${byVariant}::boolean[], ${byRecord}::boolean[])
        as d (id, quantity, by_variant, by_record) on d.id = p.id
      where p.marketplace_id = ${m} and p.inventory_enabled and case
        when p.inventory_records > 0 then d.by_record when p.variant_level_tracking then d.by_variant else d.quantity <> 0 end
      order by p.id for update of p
    ), moved as (
      update product p set inventory_updated = ${now}::timestamptz,
        quantity_available = case when h.own then ${left} else p.quantity_available end
      from held h where p.marketplace_id = ${m} and p.id = h.id
        and (not h.own or h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)
      ${isVersioned ? sql`returning p.id, p.xmin::text as version` : sql``}
    )`;

const movedColumns = sql`h.id as product_id, null as variant_id, null::bigint as record_key, null as record_id,
  case when h.own then h.available end as available, h.quantity as requested, h.notification_point,
  (not h.own or h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity) as met`;

const moveProducts = prepared<ProductMoves>((moves) => sql`${moving(moves, false)} select ${movedColumns} from held h`);

/** The same, which fails where something comes short, and gives what moved as one list, or null. */
const takeProducts = prepared<ProductMoves, { readonly moves: Json | null }>(
  (moves) => sql`${moving(moves, true)}
    select case when bool_and(x.met) is not false then json_agg(x)
      else to_json((count(*) || ' products come short or do not')::int) end as moves
    from (select ${movedColumns}, h.version as before, v.version as after from held h left join moved v on v.id = h.id) x`,
);

const moveVariants = prepared<Moves>(
  ({ marketplaceId: m, now, products, variants, quantities }) => sql`
    with held as materialized (
      select v.product_id, v.id, p.order_can_exceed, v.notification_point, coalesce(v.quantity_available, 0) as available,
        d.quantity
      from variant v
      join unnest(${products}::text[], ${variants}::text[], ${quantities}::bigint[]) as d (product_id, id, quantity)
        on d.product_id = v.product_id and d.id = v.id
      join product p on p.marketplace_id = ${m} and p.id = v.product_id
      where v.marketplace_id = ${m}
        and p.inventory_enabled and p.variant_level_tracking and p.inventory_records = 0
      order by v.product_id, v.id for update of v
    ), moved as (
      update variant v set quantity_available = ${left}, inventory_updated = ${now}::timestamptz
      from held h where v.marketplace_id = ${m} and v.product_id = h.product_id and v.id = h.id
        and (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)
    )
    select h.product_id, h.id as variant_id, null::bigint as record_key, null as record_id, h.available,
      h.quantity as requested, h.notification_point,
      (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity) as met from held h`,
);

// A record that is gone gives nothing to a product that is still there, and takes back nothing.
const moveRecords = prepared<Moves>(
  ({ marketplaceId: m, now, products, variants, records, quantities }) => sql`
    with wanted as materialized (
      select d.product_id, d.variant_id, d.key, d.quantity
      from unnest(${products}::text[], ${variants}::text[], ${records}::bigint[], ${quantities}::bigint[])
        as d (product_id, variant_id, key, quantity)
      join product p on p.marketplace_id = ${m} and p.id = d.product_id
      where p.inventory_enabled
    ), held as materialized (
      select r.key, r.id, r.variant_id as of_variant, r.order_can_exceed, r.notification_point,
        r.quantity_available as available, d.product_id, d.variant_id, d.quantity
      from wanted d join inventory_record r on r.marketplace_id = ${m} and r.key = d.key
      order by r.key for update of r
    ), moved as (
      update inventory_record r set quantity_available = ${left}, last_updated = ${now}::timestamptz
      from held h where r.marketplace_id = ${m} and r.key = h.key
        and (h.order_can_exceed or h.quantity <= 0 or h.available >= h.quantity)
      returning r.product_id, r.variant_id
    ), stamped as (
      update variant v set inventory_updated = ${now}::timestamptz
      from moved where v.marketplace_id = ${m} and v.product_id = moved.product_id and v.id = moved.variant_id
    )
    select d.product_id, d.variant_id, h.of_variant as record_variant,
      d.key as record_key, h.id as record_id, h.available, d.quantity as requested, h.notification_point,
      d.quantity <= 0 or coalesce(h.order_can_exceed or h.available >= d.quantity, false) as met
    from wanted d left join held h on h.key = d.key`,
);
