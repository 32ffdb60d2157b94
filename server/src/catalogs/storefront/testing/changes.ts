import type { TestClient } from "@orderwell/testing";
import type { Storefront } from "./storefront.ts";

/** A change, and what every list shows of product `p` from then on; undefined: nothing. */
export interface Change {
  readonly title: string;
  write(seller: TestClient): Promise<unknown>;
  readonly shows: object | undefined;
}

const path = { productID: "p" };
const patch = (body: object) => (seller: TestClient) => seller.ok("Products.Patch", { path, body });
const reprice = (body: object) => (seller: TestClient) =>
  seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "s" }, body });
const breaks = (Price: number, SalePrice: number | null = null) => ({
  PriceBreaks: [{ Quantity: 1, Price, SalePrice }],
});
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const record = { productID: "p", inventoryRecordID: "r" };

/** Changes of all that a product of simple make shows or costs, to be made in their order; the first finds what `stocked` made. */
export const changes: readonly Change[] = [
  { title: "its name", write: patch({ Name: "lamp two" }), shows: { Name: "lamp two" } },
  { title: "its description", write: patch({ Description: "brass" }), shows: { Description: "brass" } },
  {
    title: "its xp, images within it",
    write: patch({ xp: { Images: [{ Url: "a" }] } }),
    shows: { xp: { Images: [{ Url: "a" }] } },
  },
  { title: "its measures", write: patch({ ShipWeight: 2.5 }), shows: { ShipWeight: 2.5 } },
  { title: "whether it can be returned", write: patch({ Returnable: true }), shows: { Returnable: true } },
  { title: "its supplier", write: patch({ DefaultSupplierID: "maker" }), shows: { DefaultSupplierID: "maker" } },
  { title: "its price", write: reprice(breaks(12)), shows: { PriceSchedule: breaks(12) } },
  { title: "its sale", write: reprice(breaks(12, 9)), shows: { PriceSchedule: { ...breaks(12, 9), IsOnSale: true } } },
  {
    title: "the end of its sale",
    write: reprice({ SaleEnd: ago(1_000) }),
    shows: { PriceSchedule: { IsOnSale: false } },
  },
  { title: "a price in another currency", write: reprice({ Currency: "CAD" }), shows: { PriceSchedule: null } },
  { title: "a price in its own again", write: reprice({ Currency: null }), shows: { PriceSchedule: { ID: "s" } } },
  { title: "xp of its price", write: reprice({ xp: { a: 1 } }), shows: { PriceSchedule: { xp: { a: 1 } } } },
  {
    title: "the ID of its price",
    write: reprice({ ID: "S2" }),
    shows: { PriceSchedule: { ID: "S2" } },
  },
  {
    title: "another price",
    write: patch({ DefaultPriceScheduleID: "other" }),
    shows: { PriceSchedule: { ID: "other", ...breaks(5) } },
  },
  { title: "no price", write: patch({ DefaultPriceScheduleID: null }), shows: { PriceSchedule: null } },
  {
    title: "a price once more",
    write: patch({ DefaultPriceScheduleID: "s2" }),
    shows: { PriceSchedule: { ID: "S2" } },
  },
  {
    title: "its stock",
    write: patch({ Inventory: { QuantityAvailable: 4 } }),
    shows: { Inventory: { QuantityAvailable: 4 } },
  },
  {
    title: "that it can be ordered without stock",
    write: patch({ Inventory: { OrderCanExceed: true } }),
    shows: { Inventory: { OrderCanExceed: true } },
  },
  {
    title: "an inventory record",
    write: (seller) =>
      seller.accepted("InventoryRecords.Create", {
        path: record,
        body: { ID: "r", AddressID: "north", QuantityAvailable: 7 },
      }),
    shows: { Inventory: { QuantityAvailable: 7 } },
  },
  {
    title: "the stock of an inventory record",
    write: (seller) => seller.ok("InventoryRecords.Patch", { path: record, body: { QuantityAvailable: 8 } }),
    shows: { Inventory: { QuantityAvailable: 8 } },
  },
  {
    title: "who may draw on an inventory record",
    write: (seller) => seller.ok("InventoryRecords.Patch", { path: record, body: { AllowAllBuyers: false } }),
    shows: { Inventory: { QuantityAvailable: 0 } },
  },
  {
    title: "that its buyer may",
    write: (seller) =>
      seller.ok("InventoryRecords.SaveAssignment", {
        path: { productID: "p" },
        body: { InventoryRecordID: "r", BuyerID: "B" },
      }),
    shows: { Inventory: { QuantityAvailable: 8 } },
  },
  {
    title: "no inventory record",
    write: (seller) => seller.ok("InventoryRecords.Delete", { path: record }),
    shows: { Inventory: { QuantityAvailable: 4 } },
  },
  {
    title: "its specs",
    write: (seller) => seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "p" } }),
    shows: { SpecCount: 1 },
  },
  {
    title: "its variants",
    write: (seller) => seller.ok("Products.GenerateVariants", { path, body: {} }),
    shows: { VariantCount: 2 },
  },
  {
    title: "stock by variant",
    write: patch({ Inventory: { VariantLevelTracking: true } }),
    shows: { Inventory: { VariantLevelTracking: true } },
  },
  {
    title: "the stock of a variant",
    write: (seller) =>
      seller.ok("Products.PatchVariant", {
        path: { productID: "p", variantID: "p-a" },
        body: { Inventory: { QuantityAvailable: 3 } },
      }),
    shows: { Inventory: { QuantityAvailable: 3 } },
  },
  {
    title: "a discount",
    write: async (seller) => {
      await seller.ok("Discounts.Create", { body: { ID: "d", DiscountBreaks: [{ Quantity: 1, Amount: 2 }] } });
      await seller.ok("Discounts.SaveAssignment", { body: { DiscountID: "d", BuyerID: "B" } });
    },
    shows: { PriceSchedule: { Discount: { ID: "d" }, PriceBreaks: [{ Price: 12, Discounted: { Price: 11.76 } }] } },
  },
  {
    title: "no discount",
    write: (seller) => seller.ok("Discounts.DeleteAssignment", { path: { discountID: "d" }, query: { buyerID: "B" } }),
    shows: { PriceSchedule: { Discount: null, PriceBreaks: [{ Price: 12, Discounted: null }] } },
  },
  {
    title: "a price of the buyer's own",
    write: (seller) =>
      seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "B", PriceScheduleID: "other" } }),
    shows: { PriceSchedule: { ID: "other" } },
  },
  {
    title: "none of its own",
    write: (seller) => seller.ok("Products.DeleteAssignment", { path: { productID: "p", buyerID: "B" } }),
    shows: { PriceSchedule: { ID: "S2" } },
  },
  {
    title: "the buyer's currency",
    write: (seller) => seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "B" } }),
    shows: { PriceSchedule: null },
  },
  {
    title: "a price in it",
    write: patch({ DefaultPriceScheduleID: "cad" }),
    shows: { PriceSchedule: { ID: "cad", ...breaks(30) } },
  },
  { title: "that it is switched off", write: patch({ Active: false }), shows: undefined },
  { title: "that it is on again", write: patch({ Active: true }), shows: { ID: "p" } },
  {
    title: "that it is taken out of the catalog",
    write: (seller) => seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "B", productID: "p" } }),
    shows: undefined,
  },
  {
    title: "that it is put into it again",
    write: (seller) => seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "B", ProductID: "p" } }),
    shows: { ID: "p" },
  },
  { title: "its ID in capitals", write: patch({ ID: "P" }), shows: { ID: "P", Name: "lamp two" } },
  { title: "its ID as it was", write: patch({ ID: "p" }), shows: { ID: "p", Name: "lamp two" } },
  {
    title: "that it is another product of the same ID",
    write: async (seller) => {
      await seller.ok("Products.Delete", { path });
      await seller.ok("Products.Create", { body: { ID: "p", Name: "lamp", Active: true } });
      await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "B", ProductID: "p" } });
    },
    shows: { Name: "lamp", xp: null, PriceSchedule: null, Inventory: null, SpecCount: 0, VariantCount: 0 },
  },
  { title: "that it is gone", write: (seller) => seller.ok("Products.Delete", { path }), shows: undefined },
];

/** What the first change finds. */
export async function stocked({ seller, product, schedule }: Storefront): Promise<void> {
  const street = { Street1: "1 Main", City: "Bath", Country: "GB" };
  await seller.ok("AdminAddresses.Create", { body: { ...street, ID: "north" } });
  await seller.ok("Suppliers.Create", { body: { ID: "maker", Name: "Maker", Active: true } });
  await seller.ok("Locales.Create", { body: { ID: "ca", Currency: "CAD", Language: "en-CA" } });
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  for (const ID of ["a", "b"])
    await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID, Value: ID } });
  await schedule("s", 10);
  await schedule("other", 5);
  await schedule("cad", 30, { Currency: "CAD" });
  await product("n", { Name: "lamp next", DefaultPriceScheduleID: "s" });
  await product("p", { Name: "lamp", DefaultPriceScheduleID: "s", Inventory: { Enabled: true, QuantityAvailable: 5 } });
}
