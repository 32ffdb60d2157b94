import { type Fixture, tokenOf } from "../fixture.ts";
import { Connection } from "../load.ts";

const password = "Bench-Shopper-2026";

/** Who asks: the seller, users of a buyer, one who sees all orders of that buyer, one of a supplier. */
export interface Askers {
  readonly seller: string;
  readonly shopper: string;
  /** A user of a buyer who has a tenth of all orders. */
  readonly busy: string;
  readonly admin: string;
  readonly supplier: string;
}

const person = { FirstName: "Bench", LastName: "User", Email: "user@example.com", Active: true, Password: password };

/** Makes the people who ask, before `fillOrders` fills their marketplace. */
export async function makeAskers(baseUrl: string, fixture: Fixture): Promise<void> {
  const http = new Connection(baseUrl);
  const post = (path: string, body: unknown) =>
    http.must({ method: "POST", path: `/v1${path}`, token: fixture.sellerToken, body });
  await post("/buyers", { ID: "b-0", Name: "Buyer 0", Active: true, DefaultCatalogID: "buyer" });
  await post("/catalogs/assignments", { CatalogID: "buyer", BuyerID: "b-0", ViewAllProducts: true });
  await post("/suppliers", { ID: "s-0", Name: "Supplier 0", Active: true, AllBuyersCanOrder: true });
  await post("/buyers/b-0/users", { ID: "shopper", Username: "o-shopper", ...person });
  await post("/buyers/buyer/users", { ID: "busy", Username: "o-busy", ...person });
  await post("/buyers/b-0/users", { ID: "admin", Username: "o-admin", ...person });
  await post("/suppliers/s-0/users", { ID: "supplier", Username: "o-supplier", ...person });
  await post("/securityprofiles", { ID: "orders", Name: "Orders", Roles: ["Shopper", "OrderAdmin", "ShipmentReader"] });
  await post("/securityprofiles/assignments", { SecurityProfileID: "shopper", BuyerID: "b-0" });
  await post("/securityprofiles/assignments", { SecurityProfileID: "orders", BuyerID: "b-0", UserID: "admin" });
  await post("/securityprofiles/assignments", { SecurityProfileID: "orders", SupplierID: "s-0" });
  const { text } = await http.must({ path: `/v1/apiclients/${fixture.clientId}`, token: fixture.sellerToken });
  await http.must({
    method: "PUT",
    path: `/v1/apiclients/${fixture.clientId}`,
    token: fixture.sellerToken,
    body: { ...(JSON.parse(text) as object), AllowAnySupplier: true },
  });
  await http.close();
}

/** Signs in whoever `makeAskers` made. */
export async function signIn(baseUrl: string, { clientId, sellerToken }: Fixture): Promise<Askers> {
  const token = (username: string): Promise<string> =>
    tokenOf(`${baseUrl}/oauth/token`, { grant_type: "password", client_id: clientId, username, password });
  return {
    seller: sellerToken,
    shopper: await token("o-shopper"),
    busy: await token("o-busy"),
    admin: await token("o-admin"),
    supplier: await token("o-supplier"),
  };
}
