import type { TestContext } from "node:test";
import { callerFor, inMarketplace, marketplace, type TestClient, type TestMarketplace } from "@orderwell/testing";
import { sql } from "../../../platform/db/sql.ts";

/** A marketplace with buyer B and its catalog B, both made over HTTP, and shoppers on demand. */
export interface Storefront {
  readonly own: TestMarketplace;
  readonly seller: TestClient;
  /** A user of the buyer, made when it is new, in the groups named, which are made as well. */
  shopper(id: string, groups?: readonly string[], buyer?: string): Promise<TestClient>;
  /** A product in the buyer's catalog, or in others. */
  product(id: string, body?: Readonly<Record<string, unknown>>, catalogs?: readonly string[]): Promise<void>;
  /** A price schedule with one price, or with the breaks given. */
  schedule(id: string, price: number, body?: Readonly<Record<string, unknown>>): Promise<void>;
}

/** @param elsewhere a new marketplace of another server. Default: one of `testServer`. */
export async function storefront(t: TestContext, elsewhere?: TestMarketplace): Promise<Storefront> {
  const own = elsewhere ?? (await marketplace(t));
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "B", Name: "Buyer", Active: true } });
  return {
    own,
    seller,
    async shopper(id, groups = [], buyer = "B") {
      const Username = `${id}-${own.id}`;
      await seller.ok("Users.Save", {
        path: { buyerID: buyer, userID: id },
        body: { Username, FirstName: "A", LastName: "B", Email: "a@example.com", Active: true },
      });
      for (const group of groups) {
        await seller.ok("UserGroups.Save", { path: { buyerID: buyer, userGroupID: group }, body: { Name: group } });
        await seller.ok("UserGroups.SaveUserAssignment", {
          path: { buyerID: buyer },
          body: { UserGroupID: group, UserID: id },
        });
      }
      const row = await inMarketplace(own, (db) =>
        db.row<{ key: number }>(
          sql`select key from app_user where marketplace_id = ${own.id} and username = ${Username}`,
        ),
      );
      return callerFor(own, { buyer }, { username: Username, key: Number(row?.key) }, { roles: ["Shopper"] });
    },
    async product(id, body = {}, catalogs = ["B"]) {
      await seller.ok("Products.Create", { body: { ID: id, Name: id, Active: true, ...body } });
      for (const CatalogID of catalogs)
        await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID, ProductID: id } });
    },
    async schedule(id, price, body = {}) {
      await seller.ok("PriceSchedules.Create", {
        body: { ID: id, Name: id, PriceBreaks: [{ Quantity: 1, Price: price }], ...body },
      });
    },
  };
}
