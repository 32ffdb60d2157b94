import assert from "node:assert/strict";
import { test } from "node:test";
import { priceBreak, shop } from "@orderwell/testing";

const outgoing = { direction: "Outgoing" };

test("an order goes from creation through lines and addresses to submission, frozen from then on", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("anvil", { xp: { color: "red" } });
  await product(
    "bolt",
    {},
    {
      PriceBreaks: [priceBreak(1, "0.5"), priceBreak(100, "0.4")],
    },
  );
  const order = await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "o1", Comments: "Ring twice" } });
  assert.deepEqual(
    [order.ID, order.Status, order.IsSubmitted, order.FromCompanyID, order.Total, order.LineItemCount],
    ["o1", "Unsubmitted", false, "acme", 0, 0],
  );
  const path = { ...outgoing, orderID: "O1" };
  const line = await shopper.ok("LineItems.Create", { path, body: { ID: "l1", ProductID: "ANVIL", Quantity: 3 } });
  assert.deepEqual(
    [line.ProductID, line.UnitPrice, line.LineTotal, line.Product?.xp],
    ["anvil", 10, 30, { color: "red" }],
  );
  await shopper.ok("LineItems.Create", { path, body: { ID: "l2", ProductID: "bolt", Quantity: 100 } });
  await shopper.ok("Orders.SetShippingAddress", {
    path,
    body: { Street1: "1 Main St", City: "Oslo", Country: "NO", FirstName: "Kari" },
  });
  const lines = await shopper.ok("LineItems.List", { path });
  assert.deepEqual(
    lines.Items.map((one) => [one.ID, one.ShippingAddress?.City]),
    [
      ["l1", "Oslo"],
      ["l2", "Oslo"],
    ],
  );
  await shopper.ok("Orders.Validate", { path });
  const submitted = await shopper.ok("Orders.Submit", { path });
  assert.deepEqual([submitted.Status, submitted.IsSubmitted, submitted.Total], ["Open", true, 70]);
  assert.ok(submitted.DateSubmitted);
  assert.equal((await shopper.refused("Orders.Submit", { path })).code, "Order.CannotSubmitBadStatus");
  await seller.ok("Products.Patch", { path: { productID: "anvil" }, body: { Name: "Renamed" } });
  const after = await seller.ok("LineItems.Get", { path: { direction: "Incoming", orderID: "o1", lineItemID: "l1" } });
  assert.equal(after.Product?.Name, "anvil");
  assert.equal((await seller.ok("Orders.List", { path: { direction: "Incoming" } })).Items[0]?.ID, "o1");
});
