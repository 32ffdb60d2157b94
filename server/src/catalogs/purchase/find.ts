import type { PriceSchedule, SpecOption } from "@orderwell/contract";
import { type Json, plain } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { sells } from "../pricing/selection.ts";
import { withSight } from "../visibility/sights.ts";
import { priceArguments } from "./price-arguments.ts";
import { buyerProductOf, type ProductRow, productColumns, withSchedule } from "./product-view.ts";
import type { Purchasable, PurchasableSpec, PurchasableVariant, Shopper } from "./purchasable.ts";

interface Arguments {
  readonly marketplaceId: string;
  /** In lower case. */
  readonly productIds: readonly string[];
}

type Priced = Arguments & ReturnType<typeof priceArguments> & { readonly classes: string };

const productsOf = prepared<Priced>(
  (args) => sql`
    select ${productColumns(args)}, ${sells(args.marketplaceId, args.sellerId)} as "soldBySeller"
    from product p ${withSchedule("full", args)}
    where p.marketplace_id = ${args.marketplaceId} and lower(p.id) = any(${args.productIds}::text[])
      and p.visibility_class_id = any(${args.classes}::int[])`,
);

/** The specs of products, a child's own and its parent's; the child's own assignment stands before the parent's. */
const specsOf = prepared<Arguments>(
  ({ marketplaceId: m, productIds }) => sql`
    select a.product as "product", t.owner_id as "OwnerID", t.id as "ID", t.list_order as "ListOrder", t.name as "Name",
      t.default_value as "DefaultValue", t.required as "Required", t.allow_open_text as "AllowOpenText",
      t.default_option_id as "DefaultOptionID", t.defines_variant as "DefinesVariant", t.xp,
      a.default_value as "assignedDefaultValue", a.default_option_id as "assignedDefaultOptionID",
      (select coalesce(jsonb_agg(jsonb_build_object('ID', o.id, 'Value', o.value, 'ListOrder', o.list_order,
          'IsOpenText', o.is_open_text, 'PriceMarkupType', o.price_markup_type, 'PriceMarkup', trim_scale(o.price_markup)::text,
          'xp', o.xp) order by o.list_order, lower(o.id) collate "C"), '[]')
        from spec_option o where o.marketplace_id = ${m} and o.spec_id = t.id) as "Options"
    from (
      select distinct on (p.id, a.spec_id) p.id as product, a.* from product p
      join spec_product a on a.marketplace_id = ${m} and a.product_id in (p.id, p.parent_id)
      where p.marketplace_id = ${m} and lower(p.id) = any(${productIds}::text[])
      order by p.id, a.spec_id, a.product_id = p.id desc
    ) a join spec t on t.marketplace_id = ${m} and t.id = a.spec_id
    order by t.list_order, lower(t.name) collate "C", lower(t.id) collate "C"`,
);

const variantsOf = prepared<Arguments>(
  ({ marketplaceId: m, productIds }) => sql`
    select v.product_id as product, v.id as "ID", v.name as "Name", v.description as "Description", v.active as "Active",
      v.ship_weight as "ShipWeight", v.ship_height as "ShipHeight", v.ship_width as "ShipWidth", v.ship_length as "ShipLength",
      v.xp, v.combination, v.quantity_available as "quantityAvailable"
    from variant v
    where v.marketplace_id = ${m}
      and v.product_id in (select p.id from product p where p.marketplace_id = ${m} and lower(p.id) = any(${productIds}::text[]))
    order by lower(v.id) collate "C"`,
);

interface SpecRow extends Omit<PurchasableSpec, "Options" | "OptionCount" | "xp"> {
  readonly product: string;
  readonly Options: Json;
  readonly xp: Json | null;
}

interface VariantRow extends Omit<PurchasableVariant, "combination" | "xp"> {
  readonly product: string;
  readonly combination: Json;
  readonly xp: Json | null;
}

/**
 * Those of the products that the shopper sees, with all that a purchase from a seller needs, by product ID in lower case.
 * What he does not see is missing. One trip.
 *
 * @param sellerId the marketplace's ID or a supplier's, as stored.
 */
export async function findPurchasables(
  db: TenantDb,
  shopper: Shopper,
  sellerId: string,
  productIds: readonly string[],
  now: Date = new Date(),
): Promise<ReadonlyMap<string, Purchasable>> {
  if (productIds.length === 0) return new Map();
  const args = { marketplaceId: db.marketplaceId, productIds: [...new Set(productIds.map((id) => id.toLowerCase()))] };
  const [products, specs, variants] = await withSight(db, shopper, (sight) =>
    Promise.all([
      db.rows<ProductRow & { readonly soldBySeller: boolean }>(
        productsOf({
          ...args,
          ...priceArguments(db.marketplaceId, shopper, sight, sellerId),
          classes: sight.classes.text,
        }),
      ),
      db.rows<SpecRow>(specsOf(args)),
      db.rows<VariantRow>(variantsOf(args)),
    ]),
  );
  const specsByProduct = Map.groupBy(specs, ({ product }) => product);
  const variantsByProduct = Map.groupBy(variants, ({ product }) => product);
  return new Map(
    products.map((row) => {
      const { soldBySeller } = row;
      const product = plain(buyerProductOf(row, now)) as unknown as Purchasable["product"];
      const purchasable: Purchasable = {
        product,
        priceSchedule:
          product.PriceSchedule === null ? null : (plain(product.PriceSchedule) as unknown as PriceSchedule),
        specs: (specsByProduct.get(product.ID) ?? []).map(specOf),
        variants: (variantsByProduct.get(product.ID) ?? []).map(variantOf),
        soldBySeller,
      };
      return [product.ID.toLowerCase(), purchasable];
    }),
  );
}

function specOf({ product: _, ...row }: SpecRow): PurchasableSpec {
  const options = row.Options.value as SpecOption[];
  return {
    ...row,
    xp: (row.xp?.value ?? null) as PurchasableSpec["xp"],
    OptionCount: options.length,
    Options: options,
  };
}

function variantOf({ product: _, ...row }: VariantRow): PurchasableVariant {
  return {
    ...row,
    xp: row.xp?.value ?? null,
    combination: row.combination.value as PurchasableVariant["combination"],
  };
}

/**
 * The product with this ID, in any case, with all that a purchase from a seller needs; nothing when the shopper does not
 * see it.
 */
export async function findPurchasable(
  db: TenantDb,
  shopper: Shopper,
  productId: string,
  sellerId: string,
  now: Date = new Date(),
): Promise<Purchasable | undefined> {
  return (await findPurchasables(db, shopper, sellerId, [productId], now)).get(productId.toLowerCase());
}
