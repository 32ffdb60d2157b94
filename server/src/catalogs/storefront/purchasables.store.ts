import type { PriceSchedule, SpecOption } from "@orderwell/contract";
import { type Json, plain } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { applicableDiscounts } from "../discounts/applicable.store.ts";
import { usableRecord } from "../inventory/available.store.ts";
import { folded, type StockRow, simpleStockColumns, stockColumns, stockOf } from "../inventory/stock.store.ts";
import type { Stock } from "../inventory/stock.ts";
import { type PriceArguments, type PriceChoice, priceChoice, sells } from "../pricing/selection.store.ts";
import { holdVersion } from "../visibility/facts.store.ts";
import type { IntricateProducts } from "./intricate-products.ts";
import { knownPurchase } from "./kept-purchases.store.ts";
import type { KeptPurchases, SimpleRow } from "./kept-purchases.ts";
import { priceArguments } from "./price-arguments.ts";
import {
  buyerProductOf,
  type ProductRow,
  purchaseColumns,
  simplePurchaseColumns,
  withSchedule,
} from "./product-row.store.ts";
import type { Purchasable, PurchasableSpec, PurchasableVariant } from "./purchasable.ts";
import { shopperStamp } from "./shopper.store.ts";
import type { ShopperView, ShopperViews, StampedView } from "./shopper-views.ts";

/** Products as somebody would buy them now, by product ID in lower case. */
export interface PurchaseFacts {
  /** Those that the shopper sees, with all that a purchase from the seller needs. */
  readonly products: ReadonlyMap<string, Purchasable>;
  /** The stock of all that exist, seen or not, with the records that were asked for. */
  readonly stock: ReadonlyMap<string, Stock>;
}

interface Arguments extends PriceArguments {
  readonly userKey: number;
  /** In lower case. */
  readonly productIds: readonly string[];
  /** In lower case. */
  readonly recordIds: readonly string[];
}

type Fragments = { readonly [Name in keyof Arguments]: RawBuilder<unknown> };

/** The specs of product `p`, its own and its parent's; its own assignment stands before the parent's. */
const specs = ({ marketplaceId: m }: Fragments): RawBuilder<unknown> => sql`(
  select json_agg(s order by s."ListOrder", folded_text(s."Name"), folded_text(s."ID")) from (
    select distinct on (t.id) t.owner_id as "OwnerID", t.id as "ID", t.list_order as "ListOrder", t.name as "Name",
      t.default_value as "DefaultValue", t.required as "Required", t.allow_open_text as "AllowOpenText",
      t.default_option_id as "DefaultOptionID", t.defines_variant as "DefinesVariant", t.xp,
      a.default_value as "assignedDefaultValue", a.default_option_id as "assignedDefaultOptionID",
      (select coalesce(json_agg(json_build_object('ID', o.id, 'Value', o.value, 'ListOrder', o.list_order,
          'IsOpenText', o.is_open_text, 'PriceMarkupType', o.price_markup_type, 'PriceMarkup', trim_scale(o.price_markup)::text,
          'xp', o.xp) order by o.list_order, folded_text(o.id)), '[]')
        from spec_option o where o.marketplace_id = ${m} and o.spec_id = t.id) as "Options"
    from spec_product a join spec t on t.marketplace_id = ${m} and t.id = a.spec_id
    where a.marketplace_id = ${m} and a.product_id in (p.id, p.parent_id)
    order by t.id, a.product_id = p.id desc) s)`;

const variants = ({ marketplaceId: m }: Fragments): RawBuilder<unknown> => sql`(
  select json_agg(json_build_object('ID', v.id, 'Name', v.name, 'Description', v.description, 'Active', v.active,
      'ShipWeight', v.ship_weight::text, 'ShipHeight', v.ship_height::text, 'ShipWidth', v.ship_width::text,
      'ShipLength', v.ship_length::text, 'xp', v.xp, 'combination', v.combination,
      'quantityAvailable', v.quantity_available) order by folded_text(v.id))
  from variant v where v.marketplace_id = ${m} and v.product_id = p.id)`;

/** A row for each product that exists, and one without a product when none does; each with the shopper's stamp. */
const rowsWith = (choice: PriceChoice, args: Fragments, columns: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select who.stamp, p.visibility_class_id as "classId", ${columns}
  from (select ${shopperStamp(args)} as stamp) who
  left join product p on p.marketplace_id = ${args.marketplaceId} and lower(p.id) = any(${args.productIds}::text[])
  ${withSchedule(choice, args)}`;

const composed = (choice: PriceChoice) =>
  prepared<Arguments>((args) =>
    rowsWith(
      choice,
      args,
      sql`${stockColumns(args.marketplaceId, { recordIds: args.recordIds, usable: usableRecord(args) })},
        ${purchaseColumns(args)}, ${sells(args.marketplaceId, args.sellerId)} as "soldBySeller", ${specs(args)} as specs,
        ${variants(args)} as variants`,
    ),
  );

const statements = { default: composed("default"), full: composed("full") };

/**
 * The same of products that have neither specs, nor variants, nor inventory records, and tells of each whether it is one: most
 * are, and to begin the whole statement takes the database longer than to find them.
 */
const simple = prepared<Arguments>((args) =>
  rowsWith(
    "default",
    args,
    sql`${simpleStockColumns}, ${simplePurchaseColumns}, true as "soldBySeller", null::json as specs, null::json as variants,
      p.parent_id as "parentId", p.xmin as version, e.xmin as "scheduleVersion",
      p.inventory_records = 0 and p.variant_count = 0 and not p.variant_level_tracking
        and not exists (select from spec_product a
          where a.marketplace_id = ${args.marketplaceId} and a.product_id in (p.id, p.parent_id)) as "isSimple"`,
  ),
);

interface ForMarketplace extends PriceArguments {
  readonly productIds: readonly string[];
  readonly recordIds: readonly string[];
}

/** The same for the marketplace itself, which sees everything and draws on every record. */
const forMarketplace = prepared<ForMarketplace>(
  (args) => sql`
    select p.visibility_class_id as "classId", ${stockColumns(args.marketplaceId, { recordIds: args.recordIds, usable: sql`true` })},
      ${purchaseColumns(args)}, ${sells(args.marketplaceId, args.sellerId)} as "soldBySeller", ${specs(args as Fragments)} as specs,
      ${variants(args as Fragments)} as variants
    from product p
    ${withSchedule("full", args)}
    where p.marketplace_id = ${args.marketplaceId} and lower(p.id) = any(${args.productIds}::text[])`,
);

interface Found extends ProductRow, StockRow {
  readonly stamp: string | null;
  readonly classId: number | null;
  readonly soldBySeller: boolean;
  readonly specs: Json | null;
  readonly variants: Json | null;
  /** Null where there is no product; absent from rows that hold all of it. */
  readonly isSimple?: boolean | null;
}

/** Columns of a row by which it can be known to be as it was; only those of simple products have them. */
type Versioned = Pick<SimpleRow, "parentId" | "version" | "scheduleVersion">;

/** Parts that a purchase needs of the work it belongs to. */
export interface PurchaseWork {
  readonly db: TenantDb;
  readonly now: Date;
  readonly services: { readonly tenants: Tenants };
}

export interface PurchaseOptions {
  /**
   * A single product may be taken as this process last read it, where that saves a trip: the work is done again if it is not so
   * any more (`assume`). Default: false.
   */
  readonly asKnown?: boolean;
}

/** Attempts of a transaction that may write before those who would change what is visible are made to wait. */
const attempts = 3;

/** What a process knows of shoppers and products. */
interface PurchaseCaches {
  readonly views: ShopperViews;
  readonly intricate: IntricateProducts;
  readonly purchases: KeptPurchases;
}

/**
 * Carries out `ProductReads.purchasables`. One statement, which tells as well whether what this process knows of the shopper
 * still holds. If not, it is repeated: by a read within one snapshot, where it cannot fail to hold; by a transaction that
 * may write until it does.
 */
export async function findPurchasables(
  { views, intricate, purchases }: PurchaseCaches,
  work: PurchaseWork,
  userKey: number,
  sellerId: string,
  productIds: readonly string[],
  recordIds: readonly string[],
  { asKnown = false }: PurchaseOptions = {},
): Promise<PurchaseFacts> {
  if (productIds.length === 0) return { products: new Map(), stock: new Map() };
  const { db, now, services } = work;
  const { marketplaceId, mode } = db;
  const [ids, ofRecords] = [folded(productIds), folded(recordIds)];
  const read = async (of: TenantDb, { shopper, visible, stamp }: StampedView): Promise<Found[]> => {
    const choice = priceChoice(visible.onlyDefaultPrices, marketplaceId, sellerId);
    const args = {
      ...priceArguments(marketplaceId, shopper, visible, sellerId),
      userKey,
      productIds: ids,
      recordIds: ofRecords,
    };
    if (choice === "default" && recordIds.length === 0 && intricate.hasNone(marketplaceId, ids)) {
      const rows = await of.rows<Found>(simple(args));
      const others = rows.filter(({ isSimple }) => isSimple === false);
      if (others.length === 0 || rows[0]?.stamp !== stamp) {
        // What a transaction has written it may write once more, under the same version.
        const isKept = rows[0]?.stamp === stamp && of.transaction.writing === 0;
        for (const row of isKept ? rows : [])
          if (row.isSimple === true) purchases.read(marketplaceId, shopper.currency, { ...row } as Found & Versioned);
        return rows;
      }
      for (const { ID } of others) intricate.add(marketplaceId, ID.toLowerCase());
    }
    return of.rows<Found>(statements[choice](args));
  };
  let view = views.last(marketplaceId, userKey);
  const [only] = ids;
  if (asKnown && view !== undefined && only !== undefined && ids.length === 1 && recordIds.length === 0) {
    const { visible } = view;
    const isPlain =
      !visible.discounted && priceChoice(visible.onlyDefaultPrices, marketplaceId, sellerId) === "default";
    const row = isPlain ? knownPurchase(purchases, db, view, only) : undefined;
    if (row !== undefined) return factsFor(db, view, [{ ...row, ...noneOf(view) }], now);
  }
  for (let attempt = 1; ; attempt++) {
    const rows = view && (await read(db, view));
    if (view !== undefined && rows?.[0]?.stamp === view.stamp) return factsFor(db, view, rows, now);
    if (mode === "read")
      return services.tenants.transaction(
        marketplaceId,
        "snapshot",
        async (fresh) => {
          const exact = await views.read(fresh, userKey);
          return factsFor(fresh, exact, await read(fresh, exact), now);
        },
        db.terms,
      );
    if (mode === "write" && attempt === attempts) await holdVersion(db);
    view = await views.read(db, userKey);
  }
}

/** What a simple product's row has beside what is held of it. */
const noneOf = ({ stamp }: StampedView) => ({ stamp, soldBySeller: true, specs: null, variants: null });

/**
 * Facts of products as a shopper sees them, with the discounts that apply to them, which nothing is asked about where the
 * shopper has none at all.
 */
async function factsFor(
  db: TenantDb,
  { shopper, visible }: ShopperView,
  rows: readonly Found[],
  now: Date,
): Promise<PurchaseFacts> {
  const facts = factsOf(rows, now, ({ classId }) => classId !== null && visible.sees(classId));
  if (!visible.discounted) return facts;
  const ids = [...facts.products.values()].map(({ product }) => product.ID);
  const discounts = await applicableDiscounts(db, shopper, ids);
  const products = [...facts.products].map(
    ([id, item]) => [id, { ...item, discounts: discounts.get(item.product.ID) ?? [] }] as const,
  );
  return { ...facts, products: new Map(products) };
}

/**
 * Carries out `ProductReads.supplies`: at the supplier's own schedule for a product, else the product's default, in the
 * currency given. No party is assigned anything.
 */
export async function findSupplies(
  { db, now }: Pick<PurchaseWork, "db" | "now">,
  supplierId: string,
  currency: string | null,
  productIds: readonly string[],
  recordIds: readonly string[],
): Promise<PurchaseFacts> {
  if (productIds.length === 0) return { products: new Map(), stock: new Map() };
  const { marketplaceId } = db;
  const rows = await db.rows<Found>(
    forMarketplace({
      marketplaceId,
      buyerId: "",
      groupKeys: "{}",
      currency,
      sellerId: supplierId,
      anySeller: false,
      assigned: "{}",
      productIds: folded(productIds),
      recordIds: folded(recordIds),
    }),
  );
  const { products, stock } = factsOf(rows, now, () => true);
  return { products: new Map([...products].map(([id, item]) => [id, { ...item, priceMayLack: true }])), stock };
}

function factsOf(rows: readonly Found[], now: Date, isSeen: (row: Found) => boolean): PurchaseFacts {
  const products = new Map<string, Purchasable>();
  const stock = new Map<string, Stock>();
  for (const row of rows) {
    if (row.ID === null) continue;
    const key = row.ID.toLowerCase();
    stock.set(key, stockOf(row));
    if (isSeen(row)) products.set(key, purchasableOf(row, now));
  }
  return { products, stock };
}

function purchasableOf(row: Found, now: Date): Purchasable {
  const product = plain(buyerProductOf(row, now)) as unknown as Purchasable["product"];
  const specs = (row.specs?.value ?? []) as readonly PurchasableSpec[];
  return {
    product,
    priceSchedule: product.PriceSchedule === null ? null : (plain(product.PriceSchedule) as unknown as PriceSchedule),
    specs: specs.map((spec) => ({ ...spec, OptionCount: (spec.Options as SpecOption[]).length })),
    variants: (row.variants?.value ?? []) as readonly PurchasableVariant[],
    soldBySeller: row.soldBySeller,
    discounts: [],
  };
}
