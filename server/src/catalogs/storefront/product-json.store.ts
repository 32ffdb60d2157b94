import { type Field, models } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { RecordUsers } from "../inventory/available.store.ts";
import type { SaleWindow } from "../pricing/sale.ts";
import { availableQuantity } from "./product-row.store.ts";
import type { RowVersion } from "./row-json-cache.ts";
import { columnOf, type ShopperModel } from "./stored-fields.ts";

type Sql = RawBuilder<unknown>;

/** The texts of a row, read along with its versions: of the product and of the schedule that gives its price. */
interface TextColumns extends SaleWindow {
  readonly productText: string | null;
  readonly scheduleText: string | null;
  readonly breaks: Json | null;
}

/**
 * A product for one shopper: which versions of which rows it is made of, and what depends on them. Names nothing when there
 * is no product. Its texts are there where they were read along.
 */
export interface VersionedProduct extends Partial<TextColumns> {
  readonly id: string | null;
  readonly version: string;
  /** Its visibility class. */
  readonly classId: number | null;
  readonly quantity: number | null;
  /** The schedule that gives the price; null when none applies. */
  readonly scheduleId: string | null;
  readonly scheduleVersion: string | null;
  /**
   * Where the rows of product and schedule lie (`ctid`), as far as that was read. Null as well for a product whose stock is not
   * its own: of its row alone nobody can tell whether it is as it was.
   */
  readonly place?: string | null;
  readonly schedulePlace?: string | null;
  /** As `addedText` has it. */
  readonly added?: string | null;
}

/** The columns of a `VersionedProduct`, of aliases `p` (product) and `e` (its effective schedule), each with its `xmin`. */
export const versionColumns = (args: RecordUsers): Sql => sql`p.id, p.xmin as version,
  p.visibility_class_id as "classId", ${availableQuantity(args)} as quantity, e.id as "scheduleId", e.xmin as "scheduleVersion"`;

/** Columns of the effective schedule that `versionColumns` asks for. */
export const versionedSchedule = ["id", "xmin"];

/** Where the rows of `p` and `e` lie, if they tell all of a product. */
export const places: Sql = sql`case when p.inventory_records = 0 and not p.variant_level_tracking then p.ctid end as place,
  e.ctid as "schedulePlace"`;

/** The same, with where the rows lie: for pages, which find them there again. */
export const placedColumns = (args: RecordUsers): Sql => sql`${versionColumns(args)}, ${places}`;

/** Columns of the effective schedule that `placedColumns` asks for. */
export const placedSchedule = [...versionedSchedule, "ctid"];

/** Stands in the texts where something of the request comes in; JSON holds no such character. */
export const gap = "\u0001";

/** JSON of a value; null where it is null. */
function jsonOf({ type }: Field, value: Sql): Sql {
  switch (type) {
    case "boolean":
      return sql`case when ${value} then 'true' else 'false' end`;
    case "decimal":
      return sql`coalesce(trim_scale(${value})::text, 'null')`;
    case "string":
    case "date":
      return sql`coalesce(to_json(${value})::text, 'null')`;
    default:
      return sql`coalesce((${value})::text, 'null')`;
  }
}

interface Exceptions {
  readonly except?: readonly string[];
  /** Values of fields that no column holds. */
  readonly values?: Readonly<Record<string, Sql>>;
  /** The field for which there is a gap. */
  readonly open: string;
}

/**
 * JSON of a model's fields but for some, in the order of the contract. By `concat`, which takes a third of the time of the
 * functions that make JSON of rows.
 */
export function asJson(model: ShopperModel, alias: string, { except = [], values = {}, open }: Exceptions): Sql {
  const fields = Object.entries(models[model]?.fields ?? {}).filter(([name]) => !except.includes(name));
  const parts = fields.map(([name, field], index) => {
    const head = `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`;
    const value = values[name] ?? sql.ref(`${alias}.${columnOf(model, name)}`);
    return sql`${sql.lit(head)}, ${name === open ? sql.lit(gap) : jsonOf(field, value)}`;
  });
  return sql`concat(${sql.join(parts)}, '}')`;
}

/** Properties that a model has before a product's own, each with a comma behind it. */
export const addedText = (
  model: "ProductCollectionBuyerProduct",
  properties: Readonly<Record<string, { readonly scalar: Sql }>>,
): Sql => {
  const parts = Object.entries(properties).map(([name, { scalar }]) => {
    const field = models[model]?.fields[name];
    if (field === undefined) throw new Error(`${model} has no ${name}`);
    return sql`${sql.lit(`${JSON.stringify(name)}:`)}, ${jsonOf(field, scalar)}, ','`;
  });
  return sql`concat(${sql.join(parts)})`;
};

const inventory = sql`case when p.inventory_configured then ${asJson("Inventory", "p", {
  open: "QuantityAvailable",
})} end`;

/** Text of product `p` but for its price, with a gap for the quantity that a shopper can draw on. */
const productText = asJson("BuyerProduct", "p", {
  open: "",
  except: ["PriceSchedule"],
  values: { Inventory: inventory },
});

/** Text of schedule `e` but for its price breaks, with a gap for whether its sale is on. */
const scheduleText = asJson("BuyerPriceSchedule", "e", { open: "IsOnSale", except: ["PriceBreaks", "Discount"] });

/** Texts of products, as `productText` has them. */
export const productTexts = prepared<{ marketplaceId: string; ids: readonly string[] }>(
  ({ marketplaceId, ids }) => sql`
    select p.id, p.xmin as version, ${productText} as text
    from product p where p.marketplace_id = ${marketplaceId} and p.id = any(${ids}::text[])`,
);

export interface ProductTextRow extends RowVersion {
  readonly text: string;
}

export interface ScheduleTextRow extends RowVersion, SaleWindow {
  readonly text: string;
  readonly breaks: Json;
}

const windowColumns = sql`e.price_breaks as breaks, e.sale_start as "SaleStart", e.sale_end as "SaleEnd"`;

/** Texts of schedules, as `scheduleText` has them. */
export const scheduleTexts = prepared<{ marketplaceId: string; ids: readonly string[] }>(
  ({ marketplaceId, ids }) => sql`
    select e.id, e.xmin as version, ${windowColumns}, ${scheduleText} as text
    from price_schedule e where e.marketplace_id = ${marketplaceId} and e.id = any(${ids}::text[])`,
);

/** The columns of `TextColumns`, of aliases `p` and `e`, whose rows are whole. */
export const textColumns: Sql = sql`${productText} as "productText", ${scheduleText} as "scheduleText", ${windowColumns}`;
