import assert from "node:assert/strict";
import { test } from "node:test";
import { shop, type TestClient } from "@orderwell/testing";

const street = { Street1: "1 Main St", City: "Oslo", Country: "NO" };

test("a renamed address keeps its place on orders, lines and shipments, and others of the same ID keep theirs", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "bare", Name: "Bare", Active: true } });
  const body = { ID: "hq", ...street };
  const buyer = { buyerID: "acme", addressID: "hq" };
  await seller.ok("Addresses.Create", { path: buyer, body });
  await seller.ok("Addresses.SaveAssignment", {
    path: buyer,
    body: { AddressID: "hq", IsShipping: true, IsBilling: true },
  });
  await seller.ok("SupplierAddresses.Create", { path: { supplierID: "sup" }, body });
  await seller.ok("AdminAddresses.Create", { body });
  await own.product("ours", { ShipFromAddressID: "hq" });
  await own.product("theirs", { DefaultSupplierID: "sup" });
  await own.product("bares", { DefaultSupplierID: "bare" });

  const outgoing = { direction: "Outgoing" };
  const to = { ShippingAddressID: "hq", BillingAddressID: "hq" };
  await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "o1", ...to } });
  await seller.ok("Orders.Create", { path: outgoing, body: { ID: "purchase", ToCompanyID: "sup", ...to } });
  for (const ProductID of ["ours", "theirs", "bares"])
    await shopper.ok("LineItems.Create", {
      path: { ...outgoing, orderID: "o1" },
      body: { ID: ProductID, ProductID, ShipFromAddressID: ProductID === "ours" ? null : "hq" },
    });
  const between = { FromAddressID: "hq", ToAddressID: "hq" };
  await seller.ok("Shipments.Create", { body: { ID: "ours", BuyerID: "acme", ...between } });
  await seller.ok("Shipments.Create", { body: { ID: "theirs", OwnerID: "sup", ...between } });

  const shown = async () => {
    const orders = ["o1", "purchase"].map(async (orderID) => {
      const order = await seller.ok("Orders.Get", { path: { direction: "All", orderID } });
      assert.equal(order.BillingAddress?.ID, order.BillingAddressID);
      return `${orderID}: ${order.BillingAddressID} ${order.ShippingAddressID}`;
    });
    const lines = await seller.ok("LineItems.List", {
      path: { direction: "All", orderID: "o1" },
      query: { sortBy: "ID" },
    });
    const lineTexts = lines.Items.map((line) => {
      assert.deepEqual(
        [line.ShippingAddress?.ID, line.ShipFromAddress?.ID],
        [line.ShippingAddressID, line.ShipFromAddressID],
      );
      return `${line.ID}: ${line.ShipFromAddressID} ${line.ShippingAddressID}`;
    });
    const shipments = await seller.ok("Shipments.List", { query: { sortBy: "ID" } });
    const shipmentTexts = shipments.Items.map((one) => {
      assert.deepEqual([one.FromAddress?.ID, one.ToAddress?.ID], [one.FromAddressID, one.ToAddressID]);
      return `${one.ID}: ${one.FromAddressID} ${one.ToAddressID}`;
    });
    return [...(await Promise.all(orders)), ...lineTexts, ...shipmentTexts];
  };
  const rename = (
    operation: Parameters<TestClient["ok"]>[0],
    ID: string,
    path: Record<string, string> = { addressID: "hq" },
  ) => seller.accepted(operation, { path, body: { ID } });

  const before = ["o1: hq hq", "purchase: hq hq", "bares: hq hq", "ours: hq hq", "theirs: hq hq"];
  assert.deepEqual(await shown(), [...before, "ours: hq hq", "theirs: hq hq"]);
  await rename("SupplierAddresses.Patch", "sups", { supplierID: "sup", addressID: "hq" });
  assert.deepEqual(await shown(), [...before.slice(0, 4), "theirs: sups hq", "ours: hq hq", "theirs: sups hq"]);
  await rename("Addresses.Patch", "buyers", buyer);
  assert.deepEqual(await shown(), [
    "o1: buyers buyers",
    "purchase: hq hq",
    "bares: hq buyers",
    "ours: hq buyers",
    "theirs: sups buyers",
    "ours: hq buyers",
    "theirs: sups hq",
  ]);
  await rename("AdminAddresses.Patch", "sellers");
  assert.deepEqual(await shown(), [
    "o1: buyers buyers",
    "purchase: sellers sellers",
    "bares: sellers buyers",
    "ours: sellers buyers",
    "theirs: sups buyers",
    "ours: sellers buyers",
    "theirs: sups sellers",
  ]);
});
