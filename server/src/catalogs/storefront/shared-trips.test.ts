import assert from "node:assert/strict";
import { test } from "node:test";
import { storefront } from "./testing/storefront.ts";

test("shoppers who ask for products at the same time see what each of them alone sees", async (t) => {
  const { seller, product, shopper, schedule } = await storefront(t);
  await schedule("price", 1);
  for (let n = 0; n < 12; n++)
    await product(`p${n}`, {
      Name: `Product ${n}`,
      DefaultPriceScheduleID: "price",
      Active: n % 5 > 0,
      Inventory: { Enabled: true, QuantityAvailable: n },
    });
  await seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "B", productID: "p7" } });
  const shoppers = await Promise.all(["u1", "u2", "u3"].map((name) => shopper(name)));
  const ask = async (n: number) => {
    const { status, body } = await shoppers[n % 3]!.send("Me.GetProduct", { path: { productID: `P${n % 14}` } });
    return status === 200
      ? [body.ID, body.Inventory?.QuantityAvailable, body.PriceSchedule?.PriceBreaks?.[0]?.Price]
      : status;
  };
  const expected: unknown[] = [];
  for (let n = 0; n < 42; n++) expected.push(await ask(n));
  assert.deepEqual(expected[8], ["p8", 8, 1]);
  for (const missing of [0, 5, 7, 10, 12, 13]) assert.equal(expected[missing], 404, `p${missing}`);
  assert.deepEqual(await Promise.all(Array.from({ length: 42 }, (_, n) => ask(n))), expected);
});

test("shoppers of other buyers, in other currencies and other marketplaces, who ask at the same time get nothing of each other's", async (t) => {
  const of = async (price: number) => {
    const { seller, product, shopper, schedule } = await storefront(t);
    await seller.ok("Buyers.Create", { body: { ID: "C", Name: "Other buyer", Active: true } });
    await seller.ok("Locales.Create", { body: { ID: "ca", Currency: "CAD", Language: "en-CA" } });
    await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "C" } });
    await schedule("plain", price);
    await schedule("cad", price + 1, { Currency: "CAD" });
    const places = [["B"], ["C"], ["B", "C"]];
    for (let n = 0; n < 12; n++)
      await product(`p${n}`, { Name: `${price} ${n}`, DefaultPriceScheduleID: n % 2 ? "cad" : "plain" }, places[n % 3]);
    return Promise.all([shopper("b"), shopper("c", [], "C")]);
  };
  const shoppers = [...(await of(10)), ...(await of(20))];
  const ask = async (n: number) => {
    const { status, body } = await shoppers[n % 4]!.send("Me.GetProduct", { path: { productID: `p${(n >> 2) % 12}` } });
    return status === 200 ? [body.ID, body.Name, body.PriceSchedule?.PriceBreaks?.[0]?.Price ?? null] : status;
  };
  const expected = Array.from({ length: 48 }, (_, n) => {
    const [product, isOther, price] = [n >> 2, n % 2 === 1, n % 4 < 2 ? 10 : 20];
    if (product % 3 === (isOther ? 0 : 1)) return 404;
    const isCad = product % 2 === 1;
    return [`p${product}`, `${price} ${product}`, isCad === isOther ? price + (isCad ? 1 : 0) : null];
  });
  for (let round = 0; round < 3; round++)
    assert.deepEqual(await Promise.all(Array.from({ length: 48 }, (_, n) => ask(n))), expected);
});
