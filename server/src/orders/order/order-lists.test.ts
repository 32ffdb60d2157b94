import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "@orderwell/testing";

test("a list is of submitted or of unsubmitted orders, as its filters say, and never of both", async (t) => {
  const { shopper, seller, product } = await shop(t);
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
  const list = async (query: Record<string, unknown>) =>
    (await shopper.accepted("Me.ListOrders", { query })).Items.map(({ ID }) => ID).join("");
  const code = async (query: Record<string, unknown>) => (await shopper.refused("Me.ListOrders", { query })).code;
  const cases: [Record<string, unknown>, string][] = [
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
    [{ search: "anvil", searchOn: "LineItems.ProductID" }, "a"],
    [{ from: "2100-01-01" }, ""],
    [{ to: "2100-01-01", pageSize: 1 }, "b"],
  ];
  for (const [query, expected] of cases) assert.equal(await list(query), expected, JSON.stringify(query));
  assert.equal(await code({ Status: "Open|Unsubmitted" }), "Order.CannotMixSubmittedAndUnsubmitted");
  assert.equal(await code({ IsSubmitted: true, Status: "Unsubmitted" }), "Order.CannotMixSubmittedAndUnsubmitted");
  assert.equal(await code({ Status: "Unsubmitted", "LineItems.ProductID": "bolt" }), "Order.AllowedOnSubmittedOnly");
  assert.equal(await code({ Nothing: 1 }), "List.InvalidProperty");

  const across = async (query: Record<string, unknown>) => {
    const { Items } = await seller.accepted("LineItems.ListAcrossOrders", { path: { direction: "Incoming" }, query });
    return Items.map(({ OrderID, ProductID }) => `${OrderID}:${ProductID}`).join(" ");
  };
  const acrossCode = async (query: Record<string, unknown>) =>
    (await seller.refused("LineItems.ListAcrossOrders", { path: { direction: "Incoming" }, query })).code;
  assert.equal(await across({}), "b:bolt a:anvil");
  assert.equal(await across({ sortBy: "Order.DateSubmitted,Product.ID" }), "a:anvil b:bolt");
  assert.equal(await across({ "Order.BillingAddress.City": "Oslo", "xp.gift": true }), "a:anvil");
  assert.equal(await across({ "Order.FromCompanyID": "acme", ProductID: "bolt" }), "b:bolt");
  assert.equal(await across({ search: "anvil" }), "a:anvil");
  assert.equal(await acrossCode({ sortBy: "ProductID" }), "LineItem.MustSortByOrderFirst");
  assert.equal(await acrossCode({ "ProductID|Order.ID": "x" }), "LineItem.CannotFilterByOrderOrLineItem");
  assert.equal(
    await acrossCode({ search: "x", searchOn: "ProductID,Order.ID" }),
    "LineItem.CannotSearchByOrderOrLineItem",
  );
  const page = { path: { direction: "Incoming" }, query: { pageSize: 1 } };
  const first = await seller.ok("LineItems.ListAcrossOrders", page);
  const next = await across({ pageKey: first.Meta?.NextPageKey });
  assert.equal(next, "a:anvil");
});
