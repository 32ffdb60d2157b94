import type { Product } from "@orderwell/contract";
import type { TestClient } from "../../client.ts";
import { priceBreak, type Shop } from "../../shop.ts";
import {
  type Cents,
  type ProductId,
  productIds,
  products,
  type Reduction,
  reductionId,
  type SpecId,
  type StockFacts,
  specIds,
  specs,
  stocks,
  variantId,
} from "./catalog.ts";

const dollars = (cents: Cents): string => (cents / 100).toFixed(2);

/** Puts the products of the model into a shop, with their specs, variants and stock. */
export async function fillShelves(own: Shop): Promise<void> {
  const { seller } = own;
  await seller.ok("AdminAddresses.Create", {
    body: { ID: "depot", AddressName: "Depot", Street1: "1 Way", City: "Oslo", Country: "NO" },
  });
  await Promise.all(specIds.map((id) => addSpec(seller, id)));
  await Promise.all(productIds.map((id) => (products[id].contents === null ? addProduct(own, id) : undefined)));
  await Promise.all(productIds.map((id) => addBundle(seller, id)));
}

async function addBundle(seller: TestClient, id: ProductId): Promise<void> {
  const { contents } = products[id];
  if (contents === null) return;
  await seller.ok("Bundles.Create", { body: { ID: id, Name: id, Active: true } });
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: id } });
  for (const [product, { required, quantity }] of Object.entries(contents))
    await seller.ok("Bundles.SaveProductAssignment", {
      body: { BundleID: id, ProductID: product, Required: required, DefaultQuantity: quantity },
    });
}

async function addReduction(seller: TestClient, id: ProductId, reduction: Reduction): Promise<void> {
  const discount = reductionId(id);
  await seller.accepted("Discounts.Create", {
    body: {
      ID: discount,
      ProductID: id,
      DiscountBreaks: reduction.map(([Quantity, Amount]) => ({ Quantity, Amount })),
    },
  });
  await seller.ok("Discounts.SaveAssignment", { body: { DiscountID: discount, BuyerID: "acme" } });
}

async function addSpec(seller: TestClient, id: SpecId): Promise<void> {
  const { definesVariant, required, otherwise, options } = specs[id];
  const path = { specID: id };
  await seller.ok("Specs.Create", { body: { ID: id, Name: id, Required: required, DefinesVariant: definesVariant } });
  for (const [option, markup] of Object.entries(options))
    await seller.accepted("Specs.CreateOption", {
      path,
      body: {
        ID: option,
        Value: option,
        ...(markup && {
          PriceMarkupType: markup.type,
          PriceMarkup: markup.type === "Percentage" ? markup.amount : dollars(markup.amount),
        }),
      },
    });
  if (otherwise !== null) await seller.ok("Specs.Patch", { path, body: { DefaultOptionID: otherwise } });
}

async function addProduct(own: Shop, id: ProductId): Promise<void> {
  const { seller } = own;
  const facts = products[id];
  await own.product(
    id,
    {
      Returnable: facts.returnable,
      ...(facts.kept !== "nowhere" && { Inventory: inventoryOf(id) }),
      ...(facts.supplier && { DefaultSupplierID: "sup" }),
    },
    {
      PriceBreaks: facts.breaks.map(({ from, price, sale, inBundle, subscribed }) => ({
        ...priceBreak(from, dollars(price), sale === null ? null : dollars(sale)),
        BundlePrice: inBundle === null ? null : dollars(inBundle),
        SubscriptionPrice: subscribed === null ? null : dollars(subscribed),
      })),
      UseCumulativeQuantity: facts.cumulative,
      RestrictedQuantity: facts.restricted,
      MinQuantity: facts.min,
      MaxQuantity: facts.max,
    },
  );
  for (const spec of facts.specs)
    await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: spec, ProductID: id } });
  if (facts.reduction !== null) await addReduction(seller, id, facts.reduction);
  const kept = Object.entries(facts.stocks);
  if (facts.kept === "by variant") await addVariants(seller, id, kept);
  if (facts.kept === "in records") for (const [record, stock] of kept) await addRecord(seller, id, record, stock);
}

const inventoryOf = (id: ProductId): Product["Inventory"] => ({
  Enabled: true,
  QuantityAvailable: products[id].stocks.own?.units ?? null,
  NotificationPoint: null,
  VariantLevelTracking: products[id].kept === "by variant",
  OrderCanExceed: products[id].stocks.own?.canExceed ?? false,
  LastUpdated: null,
});

async function addVariants(seller: TestClient, id: ProductId, kept: readonly [string, StockFacts][]): Promise<void> {
  await seller.ok("Products.GenerateVariants", { path: { productID: id } });
  for (const [option, { units }] of kept)
    await seller.accepted("Products.PatchVariant", {
      path: { productID: id, variantID: variantId(id, option) },
      body: { Inventory: { QuantityAvailable: units } },
    });
  const { withoutVariant } = products[id];
  if (withoutVariant !== null)
    await seller.ok("Products.PatchVariant", {
      path: { productID: id, variantID: variantId(id, withoutVariant) },
      body: { Active: false },
    });
}

const addRecord = (seller: TestClient, id: ProductId, record: string, { units, canExceed }: StockFacts) =>
  seller.accepted("InventoryRecords.Create", {
    path: { productID: id },
    body: { ID: record, AddressID: "depot", QuantityAvailable: units, OrderCanExceed: canExceed },
  });

/** Units that there are of each stock, by its ID. */
export async function countShelves(seller: TestClient): Promise<Readonly<Record<string, number>>> {
  const own = productIds.filter((id) => products[id].kept === "by product");
  const all = { pageSize: 100 };
  const [ofProducts, ...ofParts] = await Promise.all([
    seller.ok("Products.List", { query: { ID: own.join("|"), ...all } as never }),
    ...productIds.map(async (id): Promise<[string, number][]> => {
      const path = { productID: id };
      if (products[id].kept === "by variant") {
        const { Items } = await seller.ok("Products.ListVariants", { path, query: all });
        return Items.map(({ ID, Inventory }) => [
          `${id} ${ID?.slice(id.length + 1)}`,
          Inventory?.QuantityAvailable ?? 0,
        ]);
      }
      if (products[id].kept !== "in records") return [];
      const { Items } = await seller.ok("InventoryRecords.List", { path, query: all });
      return Items.map(({ ID, QuantityAvailable }) => [`${id} ${ID}`, QuantityAvailable]);
    }),
  ]);
  const counted = new Map([
    ...ofProducts.Items.map(({ ID, Inventory }): [string, number] => [`${ID} own`, Inventory?.QuantityAvailable ?? 0]),
    ...ofParts.flat(),
  ]);
  return Object.fromEntries([...stocks.keys()].map((id) => [id, counted.get(id) ?? Number.NaN]));
}
