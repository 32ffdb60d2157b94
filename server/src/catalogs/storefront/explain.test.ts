import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import type { wire } from "@orderwell/contract";
import { newCaller, portalClient, sellerOf, shop, type TestClient } from "@orderwell/testing";

type Explanation = wire.ProductExplanation;

/** Rules that decided, as `Rule` or `!Rule` where it does not hold, with what they found. */
const decisive = (rules: Explanation["Visibility"] | Explanation["Pricing"]) =>
  (rules ?? []).filter(({ Decides }) => Decides).map(({ Rule, Holds }) => `${Holds ? "" : "!"}${Rule}`);

/**
 * Buyer `acme` with group `g` and its member; catalog `acme` with categories `a` over `a1`; `p` in `a1`, `q` in the catalog
 * alone, `r` in `a`: the worked cases of docs/behaviour/visibility-and-search.md §8.
 */
async function worked(t: { readonly name: string }, viewAllCategories: boolean, viewAllProducts: boolean) {
  const own = await shop(t);
  const { seller, colleague } = own;
  const path = { catalogID: "acme", buyerID: "acme" };
  for (const id of ["p", "q", "r"]) await own.product(id);
  await seller.ok("Categories.Create", { path, body: { ID: "a", Name: "A", Active: true } });
  await seller.ok("Categories.Create", { path, body: { ID: "a1", Name: "A1", Active: true, ParentID: "a" } });
  await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "a1", ProductID: "p" } });
  await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "a", ProductID: "r" } });
  await seller.ok("Catalogs.SaveAssignment", {
    body: {
      CatalogID: "acme",
      BuyerID: "acme",
      ViewAllCategories: viewAllCategories,
      ViewAllProducts: viewAllProducts,
    },
  });
  await seller.ok("UserGroups.Create", { path, body: { ID: "g", Name: "G" } });
  const member = await colleague("Shopper");
  const { ID: memberId } = await member.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", { path, body: { UserGroupID: "g", UserID: memberId } });
  const { ID: otherId } = await own.shopper.ok("Me.Get");
  const explain = (productID: string, userID = otherId, sellerID?: string) =>
    seller.ok("Products.Explain", {
      path: { productID },
      query: { buyerID: "acme", userID, ...(sellerID && { sellerID }) },
    });
  /** What decides for the other user and, behind a comma, for the member; both must be what they see. */
  const why = async (productID: string): Promise<string> => {
    const said: string[] = [];
    for (const [client, userID] of [
      [own.shopper, otherId],
      [member, memberId],
    ] as const) {
      const explained = await explain(productID, userID);
      const { status } = await client.send("Me.GetProduct", { path: { productID } });
      assert.equal(explained.Visible, status === 200, `${productID} is ${status} for ${userID}`);
      const decided = decisive(explained.Visibility);
      assert.ok(
        decided.length > 0 && decided.every((one) => one.startsWith("!") !== explained.Visible),
        decided.join(),
      );
      for (const rule of explained.Visibility ?? []) {
        assert.ok(rule.Message, rule.Rule ?? "");
        assert.equal(rule.Remedy === null, rule.Holds, `${rule.Rule}: ${rule.Remedy}`);
      }
      said.push(decided.join("+"));
    }
    return said[0] === said[1] ? (said[0] as string) : said.join();
  };
  const category = (CategoryID: string, Visible: boolean | null, ViewAllProducts: boolean | null) =>
    seller.ok("Categories.SaveAssignment", { path, body: { CategoryID, BuyerID: "acme", Visible, ViewAllProducts } });
  return { ...own, path, member, memberId, explain, why, category };
}

test("a catalog that shows everything decides for what is in no category, and by its categories for the rest", async (t) => {
  const { why, explain } = await worked(t, true, true);
  assert.deepEqual(
    [await why("p"), await why("q"), await why("r")],
    ["CategoryViewAllProducts", "CatalogViewAllProducts", "CategoryViewAllProducts"],
  );
  const p = await explain("p");
  const decided = p.Visibility?.find(({ Decides }) => Decides);
  assert.deepEqual(
    [decided?.Assignment?.Model, decided?.Assignment?.CatalogID, decided?.Assignment?.ViewAllProducts],
    ["CatalogAssignment", "acme", true],
    "no category says anything, so the catalog's assignment does",
  );
});

test("a catalog that shows nothing by itself leaves every way closed, and each says how to open it", async (t) => {
  const { why, explain, seller } = await worked(t, false, false);
  assert.equal(await why("q"), "!ProductAssignment+!CatalogViewAllProducts");
  assert.equal(await why("p"), "!ProductAssignment+!CategoryViewAllProducts");
  const { Summary, Visibility } = await explain("q");
  assert.match(Summary ?? "", /^q is not seen\. Product q is not assigned/);
  const remedies = Visibility?.filter(({ Decides }) => Decides).map(({ Remedy }) => Remedy ?? "") ?? [];
  assert.match(remedies[0] ?? "", /^POST \/v1\/products\/assignments/);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "q", BuyerID: "acme" } });
  assert.equal(await why("q"), "ProductAssignment");
});

test("a category's setting reaches below it, beats the catalog's, and is named with its assignment", async (t) => {
  const { why, explain, category } = await worked(t, false, false);
  await category("a", true, true);
  assert.deepEqual([await why("p"), await why("r")], ["CategoryViewAllProducts", "CategoryViewAllProducts"]);
  assert.equal(await why("q"), "!ProductAssignment+!CatalogViewAllProducts");
  const assignment = (await explain("p")).Visibility?.find(({ Decides }) => Decides)?.Assignment;
  assert.deepEqual(
    [assignment?.Model, assignment?.CategoryID, assignment?.BuyerID, assignment?.ViewAllProducts],
    ["CategoryAssignment", "a", "acme", true],
  );
  await category("a", true, null);
  assert.equal(await why("p"), "!ProductAssignment+!CategoryViewAllProducts");
});

test("a category's refusal beats the catalog's permission; a product assignment opens the product to its group alone", async (t) => {
  const { why, explain, memberId, seller, category } = await worked(t, true, true);
  await category("a1", false, false);
  assert.equal(await why("p"), "!ProductAssignment+!CategoryViewAllProducts");
  assert.equal(await why("r"), "CategoryViewAllProducts");
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "acme", UserGroupID: "g" } });
  assert.equal(await why("p"), "!ProductAssignment+!CategoryViewAllProducts,ProductAssignment");
  const [forMember, forOther] = [await explain("p", memberId), await explain("p")];
  const of = ({ Visibility }: Explanation) => Visibility?.find(({ Rule }) => Rule === "ProductAssignment");
  assert.equal(of(forMember)?.Assignment?.UserGroupID, "g");
  assert.match(of(forOther)?.Message ?? "", /user group g, which the user is not in/);
});

test("a category may show products while it is not listed; one that is off hides them, and is named", async (t) => {
  const { why, explain, seller, path, category } = await worked(t, false, false);
  await category("a", null, true);
  assert.equal(await why("r"), "CategoryViewAllProducts");
  await seller.ok("Categories.Patch", { path: { ...path, categoryID: "a" }, body: { Active: false } });
  assert.equal(await why("p"), "!ProductAssignment+!CategoryActive");
  const rule = (await explain("p")).Visibility?.find(({ Rule }) => Rule === "CategoryActive");
  assert.deepEqual(
    [rule?.Assignment?.CategoryID, rule?.Remedy],
    ["a", 'PATCH /v1/catalogs/acme/categories/a {"Active": true}.'],
  );
});

test("what is switched off, in no catalog, or in one that the buyer does not have, is not seen, whatever else holds", async (t) => {
  const { why, seller, product, path } = await worked(t, true, true);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "q", BuyerID: "acme" } });
  await seller.ok("Products.Patch", { path: { productID: "q" }, body: { Active: false } });
  assert.equal(await why("q"), "!ProductActive");
  await product("family", { IsParent: true });
  await product("child", { ParentID: "family" }, null);
  assert.equal(await why("child"), "CatalogViewAllProducts");
  await seller.ok("Products.Patch", { path: { productID: "family" }, body: { Active: false } });
  assert.equal(await why("child"), "!ParentActive");
  await seller.ok("Products.Create", { body: { ID: "nowhere", Name: "Nowhere", Active: true } });
  assert.equal(await why("nowhere"), "!ProductInCatalog");
  await seller.ok("Catalogs.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "other", ProductID: "nowhere" } });
  assert.equal(await why("nowhere"), "!CatalogAssignment");
  await seller.ok("Catalogs.Patch", { path, body: { Active: false } });
  assert.equal(await why("r"), "!CatalogActive");
  await seller.ok("Catalogs.Patch", { path, body: { Active: true } });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "r", BuyerID: "acme" } });
  await seller.ok("Catalogs.DeleteAssignment", { path, query: { buyerID: "acme" } });
  assert.equal(await why("r"), "!CatalogAssignment");
});

test("a buyer group's catalogs count as the buyer's, and a bundle asks for something of it", async (t) => {
  const { why, explain, seller, path } = await worked(t, false, false);
  await seller.ok("BuyerGroups.Create", { body: { ID: "ring", Name: "Ring" } });
  await seller.ok("Buyers.Patch", { path, body: { GroupID: "ring" } });
  await seller.ok("Catalogs.DeleteAssignment", { path, query: { buyerID: "acme" } });
  await seller.ok("Catalogs.SaveAssignment", {
    body: { CatalogID: "acme", BuyerGroupID: "ring", ViewAllProducts: true },
  });
  assert.equal(await why("q"), "CatalogViewAllProducts");
  const grant = (await explain("q")).Visibility?.find(({ Rule }) => Rule === "CatalogAssignment")?.Assignment;
  assert.deepEqual([grant?.BuyerGroupID, grant?.BuyerID], ["ring", null]);
  await seller.ok("Bundles.Create", { body: { ID: "set", Name: "Set", Active: true } });
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "set" } });
  assert.equal(await why("set"), "!BundleComponent");
  await seller.ok("Bundles.SaveProductAssignment", { body: { BundleID: "set", ProductID: "q", Required: true } });
  assert.equal(await why("set"), "CatalogViewAllProducts");
});

describe("where the price comes from", () => {
  test("the group's assignment, the buyer's, the product's default, in this order; each says what it lacks", async (t) => {
    const { explain, seller, memberId, shopper, member } = await worked(t, true, true);
    const price = async (ID: string, Price: number) =>
      seller.ok("PriceSchedules.Create", { body: { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price }] } });
    await price("buyers", 11.99);
    await price("groups", 12.99);
    const given = async (client: TestClient, userID?: string) => {
      const { PriceScheduleID, Pricing } = await explain("q", userID);
      const shown = await client.ok("Me.GetProduct", { path: { productID: "q" } });
      assert.equal(PriceScheduleID, shown.PriceSchedule?.ID ?? null);
      return [PriceScheduleID, ...(Pricing ?? []).map(({ Rule, Holds }) => `${Holds ? "" : "!"}${Rule}`)];
    };
    assert.deepEqual(await given(shopper), ["q-price", "!GroupPrice", "!BuyerPrice", "ProductPrice"]);
    await seller.ok("Products.SaveAssignment", {
      body: { ProductID: "q", BuyerID: "acme", PriceScheduleID: "buyers" },
    });
    assert.deepEqual(await given(shopper), ["buyers", "!GroupPrice", "BuyerPrice"]);
    await seller.ok("Products.SaveAssignment", {
      body: { ProductID: "q", BuyerID: "acme", UserGroupID: "g", PriceScheduleID: "groups" },
    });
    assert.deepEqual(await given(member, memberId), ["groups", "GroupPrice"]);
    const group = (await explain("q", memberId)).Pricing?.[0]?.Assignment;
    assert.deepEqual([group?.Model, group?.UserGroupID, group?.PriceScheduleID], ["ProductAssignment", "g", "groups"]);
    assert.deepEqual(await given(shopper), ["buyers", "!GroupPrice", "BuyerPrice"]);
  });

  test("schedules of another currency do not apply and say so; a product without a price is seen all the same", async (t) => {
    const { explain, seller, product, shopper } = await worked(t, true, true);
    await product("usd", {}, { Currency: "USD" });
    await seller.ok("Locales.Create", { body: { ID: "ca", Currency: "CAD", Language: "en-CA" } });
    await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "acme" } });
    const explained = await explain("usd");
    assert.deepEqual([explained.Visible, explained.PriceScheduleID, explained.Currency], [true, null, "CAD"]);
    assert.match(explained.Pricing?.find(({ Rule }) => Rule === "ProductPrice")?.Message ?? "", /currency USD.*CAD/);
    assert.match(explained.Summary ?? "", /seen and not for sale/);
    assert.equal((await shopper.ok("Me.GetProduct", { path: { productID: "usd" } })).PriceSchedule, null);
  });

  test("a supplier's prices are looked for where it is named; a child asks for its parent's at last; discounts are listed", async (t) => {
    const { explain, seller, product } = await worked(t, true, true);
    await seller.ok("Suppliers.Create", { body: { ID: "mill", Name: "Mill", Active: true, AllBuyersCanOrder: true } });
    await seller.ok("PriceSchedules.Create", {
      body: { ID: "nine", Name: "Nine", PriceBreaks: [{ Quantity: 1, Price: 9 }] },
    });
    await seller.ok("Products.SaveSupplier", {
      path: { productID: "q", supplierID: "mill" },
      query: { defaultPriceScheduleID: "nine" },
    });
    const fromMill = await explain("q", undefined, "MILL");
    assert.deepEqual([fromMill.SellerID, fromMill.PriceScheduleID], ["mill", "nine"]);
    assert.deepEqual(decisive(fromMill.Pricing), ["SupplierPrice"]);
    await product("family", { IsParent: true });
    await product("child", { ParentID: "family" }, null);
    const child = await explain("child");
    assert.deepEqual([child.PriceScheduleID, child.Pricing?.at(-1)?.Assignment?.ProductID], ["family-price", "family"]);
    await seller.ok("Discounts.Create", { body: { ID: "d", DiscountBreaks: [{ Quantity: 1, Amount: 10 }] } });
    await seller.ok("Discounts.SaveAssignment", { body: { DiscountID: "d", BuyerID: "acme" } });
    const discounted = await explain("q");
    assert.deepEqual(
      [discounted.Pricing?.at(-1)?.Rule, discounted.Pricing?.at(-1)?.Assignment?.DiscountID],
      ["Discount", "d"],
    );
  });
});

/**
 * Carries out what the rules of a price that is missing say to change, the last rule first, so that each can be seen to hold.
 *
 * @param of whose price it is; `other` stands for `…` of a seller.
 * @returns the rules in that order, those that still do not hold with `!`.
 */
async function mend(
  { seller, explain }: Awaited<ReturnType<typeof worked>>,
  of: { readonly productId: string; readonly userId?: string; readonly sellerId?: string; readonly other: string },
): Promise<string[]> {
  const pricing = async () => (await explain(of.productId, of.userId, of.sellerId)).Pricing ?? [];
  const held: string[] = [];
  for (const [place, { Rule, Remedy }] of [...(await pricing()).entries()].reverse()) {
    const [, method, path, body] = /^(\w+) (\S+?)\.?(?: (\{.*\})\.)?$/.exec(Remedy ?? "") ?? [];
    const filled = body
      ?.replace(/"SellerID": …/, `"SellerID": "${of.other}"`)
      .replace(/"UserGroupID": …/, '"UserGroupID": "g"')
      .replace("…", '"nine"');
    const sent = await fetch(new URL((path as string).replace("…", "nine"), seller.baseUrl), {
      method: method as string,
      headers: { authorization: `Bearer ${seller.token}`, "content-type": "application/json" },
      ...(filled && { body: filled }),
    });
    assert.ok(sent.ok, `${Remedy}: ${sent.status} ${await sent.text()}`);
    const now = (await pricing())[place];
    held.push(`${now?.Holds ? "" : "!"}${Rule}`);
    assert.notEqual(now?.Remedy, Remedy, "what it said to change was changed");
  }
  return held;
}

test("what to change for a price is said for the seller that is asked for", async (t) => {
  const own = await worked(t, true, true);
  const { seller, memberId: userId } = own;
  for (const ID of ["mill", "forge"])
    await seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true, AllBuyersCanOrder: true } });
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "nine", Name: "Nine", PriceBreaks: [{ Quantity: 1, Price: 9 }] },
  });
  for (const ID of ["of-marketplace", "of-nobody"]) await own.product(ID, {}, null);
  await own.product("of-mill", { OwnerID: "mill" }, null);
  const assigned = ["ProductPrice", "BuyerPrice", "GroupPrice"];
  const others = ["OtherSellerPrice", "OtherSellerPrice"];
  assert.deepEqual(await mend(own, { productId: "of-nobody", userId, other: "mill" }), [...others, ...assigned]);
  assert.deepEqual(await mend(own, { productId: "of-mill", userId, other: "forge" }), [...others, ...assigned]);
  // Not sold by the supplier, so that the product's default does not count: then it is sold, and has none yet.
  const fromMill = { productId: "of-marketplace", userId, sellerId: "mill", other: "" };
  const unsold = (await own.explain("of-marketplace", userId, "mill")).Pricing?.at(-1);
  assert.match(unsold?.Message ?? "", /^mill does not sell product of-marketplace/);
  assert.deepEqual(await mend(own, fromMill), ["!ProductPrice", "SupplierPrice", "BuyerPrice", "GroupPrice"]);
});

test("a buyer is explained as a whole without a user; whoever or whatever is unknown is named", async (t) => {
  const { seller } = await worked(t, true, true);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "q", BuyerID: "acme", UserGroupID: "g" } });
  const whole = await seller.ok("Products.Explain", { path: { productID: "Q" }, query: { buyerID: "ACME" } });
  assert.deepEqual([whole.ProductID, whole.BuyerID, whole.UserID, whole.Visible], ["q", "acme", null, true]);
  for (const [productID, query, type] of [
    ["none", { buyerID: "acme" }, "Product"],
    ["q", { buyerID: "none" }, "Buyer"],
    ["q", { buyerID: "acme", userID: "none" }, "User"],
    ["q", { buyerID: "acme", sellerID: "none" }, "Supplier"],
  ] as const) {
    const refused = await seller.refused("Products.Explain", { path: { productID }, query });
    assert.deepEqual([refused.status, refused.data.ObjectType], [404, type]);
  }
});

test("shoppers get their own explanation in development, and none in production", async (t) => {
  const { shopper, explain } = await worked(t, true, true);
  const own = await shopper.ok("Me.ExplainProduct", { path: { productID: "q" } });
  assert.deepEqual(own, await explain("q"));
  const portal = await portalClient();
  const id = `live-${randomBytes(6).toString("hex")}`;
  const body = { Name: "Live", Environment: "Production", Region: { Id: "usw" } };
  assert.equal((await portal.raw("PUT", `/portal/api/v1/organizations/${id}`, body)).status, 200);
  const live = { id, baseUrl: portal.baseUrl, seller: await sellerOf(id) };
  await live.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await live.seller.ok("Products.Create", { body: { ID: "q", Name: "Q", Active: true } });
  const buyer = await newCaller(live, { buyer: "acme" }, ["Shopper"]);
  const refused = await buyer.refused("Me.ExplainProduct", { path: { productID: "q" } });
  assert.deepEqual([refused.status, refused.code], [403, "Auth.BetaForbiddenProduction"]);
  const toSeller = await live.seller.ok("Products.Explain", { path: { productID: "q" }, query: { buyerID: "acme" } });
  assert.equal(toSeller.Visible, false);
});
