import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { type Shop, shop } from "@orderwell/testing";

type Query = Readonly<Record<string, unknown>>;

let own: Shop;

/** Orders `a` and `b` are submitted, of an anvil to Oslo and of a bolt to Bergen; `c`, to Oslo, is not. */
before(async () => {
  own = await shop({ name: "order lists" });
  const { shopper, product } = own;
  await product("anvil");
  await product("bolt");
  const path = { direction: "Outgoing" };
  for (const [ID, city, productId] of [
    ["a", "Oslo", "anvil"],
    ["b", "Bergen", "bolt"],
    ["c", "Oslo", null],
  ] as const) {
    const one = { ...path, orderID: ID };
    await shopper.ok("Orders.Create", { path, body: { ID, Comments: `Deliver to ${city}`, xp: { rank: ID } } });
    await shopper.ok("Orders.SetBillingAddress", { path: one, body: { Street1: "1", City: city, Country: "NO" } });
    if (productId === null) continue;
    await shopper.ok("LineItems.Create", {
      path: one,
      body: { ID: "l", ProductID: productId, xp: { gift: ID === "a" } },
    });
    await shopper.ok("Orders.Submit", { path: one });
  }
});

suite("a list is of submitted or of unsubmitted orders, as its filters say", () => {
  const cases: [Query, string][] = [
    [{}, "ba"],
    [{ status: "Unsubmitted" }, "c"],
    [{ IsSubmitted: "False" }, "c"],
    [{ IsSubmitted: true, sortBy: "DateSubmitted" }, "ab"],
    [{ Status: "Open|Completed" }, "ba"],
    [{ Status: "!Canceled" }, "ba"],
    [{ DateDeclined: "*", Status: "Unsubmitted" }, ""],
    [{ "BillingAddress.City": "oslo" }, "a"],
    [{ "FromUser.LastName": "User", sortBy: "!ID" }, "ba"],
    [{ "LineItems.ProductID": "bolt" }, "b"],
    [{ "LineItems.Product.Name": "anv*" }, "a"],
    [{ "LineItems.ProductID": "bolt", "LineItems.xp.gift": true }, ""],
    [{ "ID|xp.rank": "b" }, "b"],
    [{ "xp.rank": "a|b", sortBy: "xp.rank" }, "ab"],
    [{ search: "oslo", searchOn: "Comments" }, "a"],
    [{ search: "deliver bergen", searchType: "AllTermsAnyField" }, "b"],
    [{ search: "osl", IsSubmitted: false }, "c"],
    [{ DateSubmitted: "!*" }, "c"],
    [{ DateSubmitted: "!*", Status: "Canceled" }, ""],
    [{ DateSubmitted: "*" }, "ba"],
    [{ search: "anvil", searchOn: "LineItems.ProductID" }, "a"],
    [{ from: "2100-01-01" }, ""],
    [{ to: "2100-01-01", pageSize: 1 }, "b"],
  ];
  for (const [query, expected] of cases)
    test(`${JSON.stringify(query)} finds ${[...expected].join(", ") || "none"}`, async () => {
      const { Items } = await own.shopper.accepted("Me.ListOrders", { query });
      assert.equal(Items.map(({ ID }) => ID).join(""), expected);
    });
});

suite("the number of an order is found in full and by its beginning, and no other that shares a part of it", () => {
  let numbered: Shop;
  before(async () => {
    numbered = await shop({ name: "order numbers" });
    await numbered.product("sku-12-a");
    await numbered.product("sku-9-a");
    for (const [orderID, ProductID] of [
      ["o-12", "sku-12-a"],
      ["o-123", "sku-12-a"],
      ["o-45", "sku-9-a"],
      ["12", "sku-9-a"],
    ] as const) {
      const path = { direction: "Outgoing", orderID };
      await numbered.shopper.ok("Orders.Create", { path, body: { ID: orderID, Comments: "A gift or two" } });
      await numbered.shopper.ok("LineItems.Create", { path, body: { ProductID } });
      await numbered.shopper.ok("Orders.Submit", { path });
    }
  });
  const cases: [Query, string][] = [
    [{ search: "o-123" }, "o-123"],
    [{ search: "O-12", searchOn: "ID" }, "o-12 o-123"],
    [{ search: "o-12", searchType: "ExactPhrase" }, "o-12"],
    [{ search: "o-9", searchOn: "ID", pageSize: 1 }, ""],
    [{ search: "gift 12", sortBy: "ID" }, "12 o-12 o-123 o-45"],
  ];
  for (const [query, expected] of cases)
    test(`${JSON.stringify(query)} finds ${expected || "none"}`, async () => {
      const { Items } = await numbered.shopper.accepted("Me.ListOrders", { query });
      assert.equal(Items.map(({ ID }) => ID).join(" "), expected);
    });
  test("so it is with those of products across orders", async () => {
    const path = { direction: "Incoming" };
    const query = { search: "sku-12", searchOn: ["ProductID"] };
    const { Items } = await numbered.seller.ok("LineItems.ListAcrossOrders", { path, query });
    assert.deepEqual(Items.map(({ OrderID }) => OrderID).sort(), ["o-12", "o-123"]);
  });
});

suite("a list of orders that are named by their IDs is of submitted and of unsubmitted ones", () => {
  const cases: [Query, string][] = [
    [{ ID: "c" }, "c"],
    [{ ID: "C" }, "c"],
    [{ ID: "a|c", sortBy: "ID" }, "ac"],
    [{ ID: "c", search: "osl" }, "c"],
    [{ ID: "a|c", IsSubmitted: true }, "a"],
    [{ ID: "a|c", Status: "Unsubmitted" }, "c"],
    [{ ID: "a|c", "LineItems.ProductID": "anvil" }, "a"],
    [{ ID: "!b" }, "a"],
    [{ ID: "c*" }, ""],
    [{ ID: ">b" }, ""],
    [{ "ID|xp.rank": "c" }, ""],
  ];
  for (const [query, expected] of cases)
    test(`${JSON.stringify(query)} finds ${[...expected].join(", ") || "none"}`, async () => {
      const { Items } = await own.shopper.accepted("Me.ListOrders", { query });
      assert.equal(Items.map(({ ID }) => ID).join(""), expected);
    });
  test("of orders that the caller may not see, it holds none", async () => {
    const { Items } = await own.seller.accepted("Orders.List", {
      path: { direction: "Outgoing" },
      query: { ID: "a|c" },
    });
    assert.deepEqual(Items, []);
  });
});

suite("a list is never of submitted and of unsubmitted orders", () => {
  const cases: [Query, string][] = [
    [{ Status: "Open|Unsubmitted" }, "Order.CannotMixSubmittedAndUnsubmitted"],
    [{ IsSubmitted: true, Status: "Unsubmitted" }, "Order.CannotMixSubmittedAndUnsubmitted"],
    [{ Status: "Unsubmitted", "LineItems.ProductID": "bolt" }, "Order.AllowedOnSubmittedOnly"],
    [{ DateSubmitted: "!*", Status: "Open" }, "Order.CannotMixSubmittedAndUnsubmitted"],
    [{ Nothing: 1 }, "List.InvalidProperty"],
  ];
  for (const [query, code] of cases)
    test(`${JSON.stringify(query)} is refused: ${code}`, async () => {
      assert.equal((await own.shopper.refused("Me.ListOrders", { query })).code, code);
      const path = { direction: "Incoming" };
      assert.equal((await own.seller.refused("Orders.List", { path, query })).code, code);
    });
});

suite("line items are listed across submitted orders", () => {
  const path = { direction: "Incoming" };
  const across = async (query: Query): Promise<string> => {
    const { Items } = await own.seller.accepted("LineItems.ListAcrossOrders", { path, query });
    return Items.map(({ OrderID, ProductID }) => `${OrderID}:${ProductID}`).join(" ");
  };
  const cases: [Query, string][] = [
    [{}, "b:bolt a:anvil"],
    [{ sortBy: "Order.DateSubmitted,Product.ID" }, "a:anvil b:bolt"],
    [{ "Order.BillingAddress.City": "Oslo", "xp.gift": true }, "a:anvil"],
    [{ "Order.FromCompanyID": "acme", ProductID: "bolt" }, "b:bolt"],
    [{ search: "anvil" }, "a:anvil"],
  ];
  for (const [query, expected] of cases)
    test(`${JSON.stringify(query)} finds ${expected}`, async () => {
      assert.equal(await across(query), expected);
    });
  const wrong: [Query, string][] = [
    [{ sortBy: "ProductID" }, "LineItem.MustSortByOrderFirst"],
    [{ "ProductID|Order.ID": "x" }, "LineItem.CannotFilterByOrderOrLineItem"],
    [{ search: "x", searchOn: "ProductID,Order.ID" }, "LineItem.CannotSearchByOrderOrLineItem"],
  ];
  for (const [query, code] of wrong)
    test(`${JSON.stringify(query)} is refused: ${code}`, async () => {
      assert.equal((await own.seller.refused("LineItems.ListAcrossOrders", { path, query })).code, code);
    });
  test("a page's key leads to the next one", async () => {
    const first = await own.seller.ok("LineItems.ListAcrossOrders", { path, query: { pageSize: 1 } });
    assert.equal(await across({ pageKey: first.Meta?.NextPageKey }), "a:anvil");
  });
});
