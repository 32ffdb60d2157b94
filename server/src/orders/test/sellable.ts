import type { TestMarketplace } from "../../testing/harness.ts";

/** A buyer that may order the product `product`, which the marketplace sells at `price`. */
export async function sellable(
  { seller }: TestMarketplace,
  buyerID: string,
  { price = 10 }: { readonly price?: number } = {},
): Promise<void> {
  await seller.ok("Buyers.Create", { body: { ID: buyerID, Name: buyerID, Active: true } });
  const schedule = { ID: "price", Name: "Price", PriceBreaks: [{ Quantity: 1, Price: price }] };
  await seller.ok("PriceSchedules.Create", { body: schedule });
  const product = { ID: "product", Name: "Product", Active: true, DefaultPriceScheduleID: "price" };
  await seller.ok("Products.Create", { body: product });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: buyerID, ProductID: "product" } });
  await seller.ok("Products.SaveAssignment", { body: { BuyerID: buyerID, ProductID: "product" } });
}
