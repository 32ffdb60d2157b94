import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { priceBreak, shop, type TestClient } from "@orderwell/testing";

const staggered = [24, 23, 22, 21, 20].map((price, index) => priceBreak(index + 1, String(price)));

/** Price for a client: unit price and subtotal of a new line in its cart. */
async function pays(client: TestClient, ProductID: string, Quantity = 1, Specs?: object[]): Promise<string> {
  const line = await client.ok("Cart.CreateLineItem", { body: { ProductID, Quantity, ...(Specs && { Specs }) } });
  assert.equal(line.LineTotal, line.LineSubtotal);
  return `${line.UnitPrice} ${line.LineSubtotal}`;
}

const refusal = async (client: TestClient, ProductID: string, Quantity = 1): Promise<string> =>
  (await client.refused("Cart.CreateLineItem", { body: { ProductID, Quantity } })).code;

test("the highest break that the quantity reaches gives the price", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p", {}, { PriceBreaks: staggered });
  for (const [quantity, expected] of [
    [1, "24 24"],
    [2, "23 46"],
    [5, "20 100"],
    [9, "20 180"],
  ] as const)
    assert.equal(await pays(shopper, "p", quantity), expected);
});

test("restricted quantities are those of the breaks", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p", {}, { PriceBreaks: [priceBreak(5, "10"), priceBreak(10, "8")], RestrictedQuantity: true });
  assert.equal(await pays(shopper, "p", 5), "10 50");
  assert.equal(await refusal(shopper, "p", 7), "PriceSchedule.QuantityNotAllowed");
  assert.equal(await refusal(shopper, "p", 15), "PriceSchedule.QuantityNotAllowed");
  assert.equal(await pays(shopper, "p", 10), "8 80");
});

test("less than the lowest break's quantity costs what the lowest break says", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p", {}, { PriceBreaks: [priceBreak(5, "10"), priceBreak(10, "8")] });
  assert.equal(await pays(shopper, "p", 2), "10 20");
});

test("a group's price holds before the buyer's, even where it is higher; a row without a price gives visibility only", async (t) => {
  const own = await shop(t);
  const { seller, shopper, product } = own;
  await product("p");
  for (const [ID, Price] of [
    ["buyers", 11.99],
    ["groups", 12.99],
  ] as const)
    await seller.ok("PriceSchedules.Create", { body: { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price }] } });
  const member = await own.colleague("Shopper");
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "vip", Name: "VIP" } });
  await seller.ok("UserGroups.SaveUserAssignment", {
    path: { buyerID: "acme" },
    body: { UserGroupID: "vip", UserID: (await member.ok("Me.Get")).ID },
  });
  const assign = (PriceScheduleID: string | null, UserGroupID?: string) =>
    seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "acme", UserGroupID, PriceScheduleID } });
  await assign("buyers");
  await assign("groups", "vip");
  assert.deepEqual([await pays(member, "p"), await pays(shopper, "p")], ["12.99 12.99", "11.99 11.99"]);
  await assign(null, "vip");
  assert.equal(await pays(member, "p"), "11.99 11.99");
  await assign(null);
  assert.equal(await pays(member, "p"), "10 10");
});

test("in another currency than the schedule's a product is seen, not sold; an order has its user's currency", async (t) => {
  const { seller, shopper, product } = await shop(t);
  await product("usd", {}, { Currency: "USD" });
  await product("cad", {}, { Currency: "CAD" });
  await product("none");
  assert.deepEqual(
    [await refusal(shopper, "usd"), await refusal(shopper, "cad")],
    ["PriceSchedule.MissingOrConflicting", "PriceSchedule.MissingOrConflicting"],
  );
  for (const [ID, Currency] of [
    ["ca", "CAD"],
    ["us", "USD"],
  ])
    await seller.accepted("Locales.Create", { body: { ID, Currency, Language: "en" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "acme" } });
  assert.equal((await shopper.ok("Me.Get")).Locale?.Currency, "CAD");
  const { Items } = await shopper.ok("Me.ListProducts");
  assert.deepEqual(
    Items.map(({ ID, PriceSchedule }) => `${ID} ${PriceSchedule?.Currency ?? "unpriced"}`),
    ["cad CAD", "none unpriced", "usd unpriced"],
  );
  for (const ID of ["usd", "none"]) assert.equal(await refusal(shopper, ID), "PriceSchedule.MissingOrConflicting");
  const path = { direction: "Outgoing", orderID: "o" };
  assert.equal((await shopper.accepted("Orders.Create", { path, body: { ID: "o", Currency: "USD" } })).Currency, "CAD");
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "cad" } });
  assert.equal((await shopper.ok("Payments.Create", { path, body: { Type: "PurchaseOrder" } })).Currency, "CAD");
  await seller.ok("Locales.DeleteAssignment", { path: { localeID: "ca" }, query: { buyerID: "acme" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "acme" } });
  const { codes } = await shopper.refused("Orders.Submit", { path });
  assert.ok(codes.includes("Order.CurrencyMismatch"), codes.join());
});

test("on an order to a supplier its prices hold: assigned, its default for the product, the product's default", async (t) => {
  const own = await shop(t);
  const { seller, shopper, product } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "S", Name: "S", Active: true, AllBuyersCanOrder: true } });
  await product("p");
  for (const [ID, Price] of [
    ["nine", 9],
    ["eight", 8],
  ] as const)
    await seller.ok("PriceSchedules.Create", {
      body: { ID, Name: ID, OwnerID: "S", PriceBreaks: [{ Quantity: 1, Price }] },
    });
  const order = { direction: "Outgoing", orderID: "s" };
  await shopper.ok("Orders.Create", { path: order, body: { ID: "s", ToCompanyID: "S" } });
  const price = async () => {
    const line = await shopper.ok("LineItems.Create", { path: order, body: { ProductID: "p" } });
    return [line.UnitPrice, line.PriceScheduleID];
  };
  assert.equal(
    (await shopper.refused("LineItems.Create", { path: order, body: { ProductID: "p" } })).code,
    "LineItem.ProductNotAvailableFromSeller",
  );
  const relation = { productID: "p", supplierID: "S" };
  await seller.ok("Products.SaveSupplier", { path: relation, query: { defaultPriceScheduleID: "nine" } });
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "p", BuyerID: "acme", SellerID: "S", PriceScheduleID: "eight" },
  });
  assert.deepEqual(await price(), [8, "eight"]);
  assert.equal(await pays(await own.colleague("Shopper"), "p"), "10 10");
  await seller.ok("Products.DeleteAssignment", {
    path: { productID: "p", buyerID: "acme" },
    query: { sellerID: "S" },
  });
  assert.deepEqual(await price(), [9, "nine"]);
  await seller.ok("Products.SaveSupplier", { path: relation });
  assert.deepEqual(await price(), [10, "p-price"]);
});

/** Product `p` with the options of spec `extra`; each option's ID is the type of its markup with the amount. */
async function withMarkups(t: TestContext, price: string, markups: [type: string, amount: number][], sale?: string) {
  const own = await shop(t);
  await own.product("p", {}, { PriceBreaks: [priceBreak(1, price, sale ?? null)] });
  for (const [index, [type, amount]] of markups.entries()) {
    const specID = `s${index}`;
    await own.seller.ok("Specs.Create", { body: { ID: specID, Name: specID } });
    await own.seller.accepted("Specs.CreateOption", {
      path: { specID },
      body: { ID: "o", Value: "O", PriceMarkupType: type, PriceMarkup: amount },
    });
    await own.seller.ok("Specs.SaveProductAssignment", { body: { SpecID: specID, ProductID: "p" } });
  }
  return { ...own, specs: markups.map((_, index) => ({ SpecID: `s${index}`, OptionID: "o" })) };
}

test("a markup once per line is shared out for display only", async (t) => {
  const { shopper, specs } = await withMarkups(t, "10", [["AmountTotal", 10]]);
  assert.equal(await pays(shopper, "p", 3, specs), "13.3333 40");
});

test("percentages are each of the break's price, the sale's during a sale, and add to the other markups", async (t) => {
  const markups: [string, number][] = [
    ["Percentage", 10],
    ["Percentage", 50],
    ["AmountPerQuantity", 1.5],
    ["AmountTotal", 4],
    ["NoMarkup", 99],
  ];
  const regular = await withMarkups(t, "20", markups);
  assert.equal(await pays(regular.shopper, "p", 2, regular.specs), "35.5 71");
  const onSale = await withMarkups(t, "20", markups, "10");
  const line = await onSale.shopper.ok("Cart.CreateLineItem", {
    body: { ProductID: "p", Quantity: 2, Specs: onSale.specs },
  });
  assert.deepEqual([line.UnitPrice, line.LineSubtotal, line.IsOnSale], [19.5, 39, true]);
});

test("a line is worked out exactly and rounded once, half away from zero, however large", async (t) => {
  const { shopper, product } = await shop(t);
  await product("third", {}, { PriceBreaks: [priceBreak(1, "0.335")] });
  await product("large", {}, { PriceBreaks: [priceBreak(1, "99999999.99")] });
  await product("odd", {}, { PriceBreaks: [priceBreak(1, "1.005")] });
  assert.equal(await pays(shopper, "third", 3), "0.335 1.01");
  assert.equal(await pays(shopper, "odd", 1), "1.005 1.01");
  assert.equal(await pays(shopper, "large", 100_000), "99999999.99 9999999999000");
});

test("a child costs what its parent costs until it has a price of its own", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("dad", { IsParent: true }, { PriceBreaks: [priceBreak(1, "20")] });
  await product("kid", { ParentID: "dad" }, null);
  assert.equal(await pays(shopper, "kid"), "20 20");
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "fifteen", Name: "15", PriceBreaks: [{ Quantity: 1, Price: 15 }] },
  });
  const path = { productID: "kid" };
  await seller.ok("Products.Patch", { path, body: { DefaultPriceScheduleID: "fifteen" } });
  assert.equal(await pays(shopper, "kid"), "15 15");
  await seller.ok("Products.Patch", { path, body: { DefaultPriceScheduleID: null } });
  assert.equal(await pays(shopper, "kid"), "20 20");
  assert.equal(await refusal(shopper, "dad"), "LineItem.CannotPurchaseParentProduct");
});

test("a sale price holds within the sale's window only, and is named on schedule and line", async (t) => {
  const { shopper, product } = await shop(t);
  const PriceBreaks = [priceBreak(1, "10", "7"), priceBreak(5, "9")];
  const windows = {
    always: {},
    running: { SaleStart: "2020-01-01T00:00:00Z", SaleEnd: "2099-01-01T00:00:00Z" },
    over: { SaleEnd: "2020-01-01T00:00:00Z" },
    coming: { SaleStart: "2099-01-01T00:00:00Z" },
  };
  for (const [id, window] of Object.entries(windows)) await product(id, {}, { PriceBreaks, ...window });
  for (const [id, expected] of [
    ["always", [7, true, true]],
    ["running", [7, true, true]],
    ["over", [10, false, false]],
    ["coming", [10, false, false]],
  ] as const) {
    const { IsOnSale, UnitPrice } = await shopper.ok("Cart.CreateLineItem", { body: { ProductID: id } });
    const shown = (await shopper.ok("Me.GetProduct", { path: { productID: id } })).PriceSchedule;
    assert.deepEqual([UnitPrice, IsOnSale, shown?.IsOnSale], expected, id);
  }
  const many = await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "always", Quantity: 5 } });
  assert.deepEqual([many.UnitPrice, many.IsOnSale], [9, false], "that break has no sale price");
});

test("what a visitor without an account pays is what the visitors' user pays", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const guest = await own.anonymous("visit");
  assert.equal(await pays(guest, "p", 3), "10 30");
  assert.equal((await guest.ok("Me.ListProducts")).Items[0]?.PriceSchedule?.ID, "p-price");
});
