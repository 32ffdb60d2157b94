import type { PriceBreak, PriceSchedule, Product } from "@orderwell/contract";
import type { TestClient } from "./client.ts";
import { marketplace, type TestMarketplace } from "./marketplace.ts";
import { newCaller, newVisitor } from "./people.ts";

/** A marketplace with one buyer, `acme`, that sees every product of its default catalog, and a shopper of it. */
export interface Shop extends TestMarketplace {
  /** A buyer's user with the role Shopper only. */
  readonly shopper: TestClient;
  /** Another user of the buyer, with exactly these roles. */
  colleague(...roles: string[]): Promise<TestClient>;
  /** A token as an anonymous shopper gets it: their order will have this ID. */
  anonymous(orderId: string): Promise<TestClient>;
  /** A product in the catalog; it costs 10 unless its price schedule says otherwise. */
  product(
    id: string,
    details?: Readonly<Partial<Product>>,
    schedule?: Readonly<Partial<PriceSchedule>> | null,
  ): Promise<void>;
}

export const priceBreak = (Quantity: number, Price: string, SalePrice: string | null = null): PriceBreak => ({
  Quantity,
  Price,
  SalePrice,
  SubscriptionPrice: null,
  BundlePrice: null,
});

/** Makes a shop: for a test, or for all tests of a file that make objects of their own in it. */
export async function shop(t: { readonly name: string }, baseUrl?: string): Promise<Shop> {
  const own = await marketplace(t, baseUrl);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  return {
    ...own,
    shopper: await newCaller(own, { buyer: "acme" }, ["Shopper"]),
    colleague: (...roles) => newCaller(own, { buyer: "acme" }, roles),
    anonymous: (orderId) => newVisitor(own, "acme", orderId),
    async product(id, details = {}, schedule = {}) {
      if (schedule !== null)
        await seller.accepted("PriceSchedules.Create", {
          body: { ID: `${id}-price`, Name: id, PriceBreaks: [priceBreak(1, "10")], ...schedule },
        });
      await seller.accepted("Products.Create", {
        body: {
          ID: id,
          Name: id,
          Active: true,
          ...(schedule === null ? {} : { DefaultPriceScheduleID: `${id}-price` }),
          ...details,
        },
      });
      if (!details.ParentID)
        await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "acme", ProductID: id } });
    },
  };
}
