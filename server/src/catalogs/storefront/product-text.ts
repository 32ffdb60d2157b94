import { type Field, models, type PriceBreak } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import { columnName, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { Written } from "../../platform/http/reply.ts";
import { trimmed } from "../../platform/money.ts";
import { availableQuantity, type StockArguments } from "../purchase/product-view.ts";

type Sql = RawBuilder<unknown>;

/** A product as text, the database having written all of it but the price breaks, whose decimals it keeps as text. */
export interface TextRow {
  /** Everything but `PriceSchedule`; null when there is no product. */
  readonly product: string | null;
  /** Everything but `PriceBreaks` and `Discount`; null when no schedule applies. */
  readonly schedule: string | null;
  readonly breaks: Json | null;
  /** As `addedText` has it. */
  readonly added?: string | null;
}

export interface TextArguments extends StockArguments {
  /** Time of the request, for what is on sale. */
  readonly now: Sql;
}

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

/**
 * JSON of a model's fields but for some, in the order of the contract; each is the column of its name unless told
 * otherwise. By `concat`, which takes a third of the time of the functions that make JSON of rows.
 */
function asJson(
  model: "BuyerProduct" | "BuyerPriceSchedule" | "Inventory",
  alias: string,
  {
    except = [],
    special = {},
  }: { readonly except?: readonly string[]; readonly special?: Readonly<Record<string, Sql>> },
): Sql {
  const fields = Object.entries(models[model]?.fields ?? {}).filter(([name]) => !except.includes(name));
  const parts = fields.map(([name, field], index) => {
    const head = `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`;
    return sql`${sql.lit(head)}, ${jsonOf(field, special[name] ?? sql.ref(`${alias}.${columnName(name)}`))}`;
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

const inventory = (args: StockArguments): Sql =>
  sql`case when p.inventory_configured then ${asJson("Inventory", "p", {
    special: {
      Enabled: sql`p.inventory_enabled`,
      QuantityAvailable: availableQuantity(args),
      LastUpdated: sql`p.inventory_updated`,
    },
  })} end`;

const product = (args: StockArguments): Sql =>
  asJson("BuyerProduct", "p", { except: ["PriceSchedule"], special: { Inventory: inventory(args) } });

/** As `isOnSale` has it: within the window, both ends included, and with a sale price at all. */
const onSale = (now: Sql): Sql => sql`(e.sale_start is null or e.sale_start <= ${now}::timestamptz)
  and (e.sale_end is null or e.sale_end >= ${now}::timestamptz)
  and jsonb_path_exists(e.price_breaks, '$[*].SalePrice ? (@ != null)')`;

const schedule = ({ now }: TextArguments): Sql =>
  asJson("BuyerPriceSchedule", "e", { except: ["PriceBreaks", "Discount"], special: { IsOnSale: onSale(now) } });

/** The columns of a `TextRow`, of aliases `p` (product) and `e` (its effective schedule). */
export const textColumns = (args: TextArguments): Sql =>
  sql`${product(args)} as product, case when e.id is not null then ${schedule(args)} end as schedule, e.price_breaks as breaks`;

const decimal = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? "null" : trimmed(String(value));

const breakText = ({ Quantity, Price, SalePrice, SubscriptionPrice, BundlePrice }: PriceBreak): string =>
  `{"Discounted":null,"Quantity":${Quantity},"Price":${decimal(Price)},"SalePrice":${decimal(SalePrice)},"SubscriptionPrice":${decimal(SubscriptionPrice)},"BundlePrice":${decimal(BundlePrice)}}`;

/** The product of a row as the reply has it. */
export function writtenProduct({ product, schedule, breaks, added }: TextRow): Written | undefined {
  if (product === null) return undefined;
  const price =
    schedule === null || breaks === null
      ? "null"
      : `{"PriceBreaks":[${(breaks.value as PriceBreak[]).map(breakText).join(",")}],"Discount":null,${schedule.slice(1)}`;
  return new Written(`{${added ?? ""}"PriceSchedule":${price},${product.slice(1)}`);
}
