import type { Fixture } from "../fixture.ts";
import type { Request } from "../load.ts";
import { nouns } from "./catalog.ts";

/** Who asks: a shopper who sees the catalog whole, one who sees some categories, one what is assigned to a group; a seller. */
export interface Askers {
  readonly whole: string;
  readonly categories: string;
  readonly assigned: string;
  readonly seller: string;
}

/** Something that is asked of the catalog, over and over. */
export interface Question {
  readonly title: string;
  /** The `n`th way to ask: no two are the same, as far as there are so many. */
  readonly ask: (n: number) => Request;
  /** Different ways, of any size of the catalog as many; 1: it is not asked cold. */
  readonly ways: number;
}

/** Products, and lots of twenty of them, of the smallest catalog that questions are compared with. */
const everyProduct = 10_000;
const everyLot = everyProduct / 20;

/** Questions of a storefront and of the back office, in a marketplace of so many products. */
export function questions(askers: Askers, products: number): readonly Question[] {
  const { whole, categories, assigned, seller } = askers;
  const get = (title: string, path: (n: number) => string, token = whole, ways = everyProduct): Question => ({
    title,
    ask: (n) => ({ path: path(n), token }),
    ways,
  });
  const product = (n: number): number => (n * 7919) % products;
  // As many in a large catalog as in a small one, and anywhere in it.
  const lot = (n: number): number => (n % everyLot) * Math.max(1, Math.floor(products / 20 / everyLot));
  const noun = (n: number): string => nouns[n % nouns.length] ?? "desk";
  const me = "/v1/me/products";
  return [
    get("Me.ListProducts, page 1", () => me, whole, 1),
    get("The same, by categories", () => me, categories, 1),
    // As many as there are for them in the smallest catalog.
    get("The same, by assignments", () => `${me}?pageSize=5`, assigned, 1),
    get("Me.ListProducts, page 100", () => `${me}?page=100`, whole, 1),
    get(
      "A category and all beneath it",
      (n) => `${me}?categoryID=c-${n % 20}&pageSize=${20 + (Math.floor(n / 20) % 80)}`,
      whole,
      1_600,
    ),
    get("Search, a rare word", (n) => `${me}?search=m${product(n)}`),
    get("Search, a frequent word", (n) => `${me}?search=${noun(n)}&pageSize=${20 + (n % 80)}&xp.Size=!${n}`),
    get("Search, two words", (n) => `${me}?search=${noun(n)}%20m${product(n)}`),
    get("Search, a word begun", (n) => `${me}?search=m${product(n)}&searchType=ExactPhrasePrefix`),
    // The same: of the smallest catalog a dozen products that they see have the words.
    get("Search, by categories", (n) => `${me}?search=${noun(n)}%20m${product(n)}&pageSize=5`, categories),
    get("xp filter, few found", (n) => `${me}?xp.Lot=${lot(n)}`, whole, everyLot),
    get("xp filter, many found", (n) => `${me}?xp.Color=red|blue&xp.Size=!${n}`),
    get("Sorted by xp", (n) => `${me}?sortBy=xp.Rating,Name&xp.Lot=!${n}`),
    get("Sorted by xp, nothing else", (n) => `${me}?sortBy=xp.Rating&xp.Lot=!${n}`),
    get("Me.GetProduct", (n) => `${me}/product-${product(n)}`),
    get("Me.ListCategories", () => "/v1/me/categories?depth=all&pageSize=100", whole, 1),
    get("Products.List", () => "/v1/products", seller, 1),
    get("Products.List, search", (n) => `/v1/products?search=${noun(n)}%20m${product(n)}`, seller),
    get("Products.List, xp filter", (n) => `/v1/products?xp.Lot=${lot(n)}`, seller, everyLot),
  ];
}

/** People who ask these, made in a marketplace that `fillCatalog` has filled. */
export async function makeAskers(
  must: (request: Request) => Promise<{ readonly text: string }>,
  baseUrl: string,
  fixture: Fixture,
): Promise<Askers> {
  const password = "Bench-Shopper-2026";
  const post = (path: string, body: unknown) =>
    must({ method: "POST", path: `/v1${path}`, token: fixture.sellerToken, body });
  const shopper = async (buyer: string): Promise<string> => {
    const Username = `shopper-${buyer}`;
    const person = { FirstName: "A", LastName: "B", Email: "a@example.com", Active: true };
    await post(`/buyers/${buyer}/users`, { ID: "shopper", Username, Password: password, ...person });
    await post("/securityprofiles/assignments", { SecurityProfileID: "shopper", BuyerID: buyer });
    if (buyer === "b-9") await post(`/buyers/${buyer}/usergroups/assignments`, { UserGroupID: "g", UserID: "shopper" });
    const form = { grant_type: "password", client_id: fixture.clientId, username: Username, password };
    const reply = await fetch(`${baseUrl}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
    if (!reply.ok) throw new Error(await reply.text());
    return ((await reply.json()) as { access_token: string }).access_token;
  };
  const [categories, assigned] = [await shopper("b-6"), await shopper("b-9")];
  return { whole: fixture.buyerToken, categories, assigned, seller: fixture.sellerToken };
}
