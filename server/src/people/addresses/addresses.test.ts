import assert from "node:assert/strict";
import { test } from "node:test";
import type { OperationId } from "@orderwell/contract";
import { marketplace, newCaller } from "@orderwell/testing";

const bath = { Street1: "1 Royal Crescent", City: "Bath", Country: "GB" };

test("addresses work alike on all three sides; state and zip are asked for where they exist", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  const sides: [string, Record<string, string>][] = [
    ["AdminAddresses", {}],
    ["Addresses", { buyerID: "acme" }],
    ["SupplierAddresses", { supplierID: "works" }],
  ];
  for (const [resource, path] of sides) {
    const op = (method: string): OperationId => `${resource}.${method}` as OperationId;
    // biome-ignore lint/suspicious/noExplicitAny: the same test reads three resources
    const ok = (method: string, input: object = {}): Promise<any> => seller.accepted(op(method), { path, ...input });
    const made = await ok("Create", { body: { ...bath, ID: "hq", AddressName: "B" } });
    assert.deepEqual([made.State, made.Zip, made.Street1], [null, null, bath.Street1]);
    assert.match(made.DateCreated, /\+00:00$/);
    await ok("Create", { body: { ...bath, ID: "annex", AddressName: "A" } });
    const page = await ok("List");
    assert.deepEqual(
      page.Items.map(({ ID }: { ID: string }) => ID),
      ["annex", "hq"],
    );

    const refused = await seller.refused(op("Create"), { path, body: { ...bath, Country: "US", State: "MN" } });
    assert.deepEqual([refused.status, refused.codes, refused.data.Property], [400, ["ValidationFailure"], "Zip"]);
    const at = { path: { ...path, addressID: "HQ" } };
    assert.equal((await seller.refused(op("Patch"), { ...at, body: { Country: "ca" } })).codes.length, 2);
    const replaced = await ok("Save", { ...at, body: { ...bath, City: "Wells", DateCreated: "2001-01-01" } });
    assert.deepEqual([replaced.ID, replaced.City, replaced.DateCreated], ["hq", "Wells", made.DateCreated]);
    await ok("Delete", at);
    assert.equal((await seller.refused(op("Get"), at)).status, 404);
  }
});

test("an address that users made for themselves is hidden from everybody else, FullAccess or not", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const caller = await newCaller(own, { buyer: "acme" });
  const { ID } = await caller.ok("Me.CreateAddress", { body: { ...bath, Billing: true } });
  const path = { buyerID: "acme", addressID: ID };
  assert.equal((await own.seller.refused("Addresses.Get", { path })).status, 404);
  assert.equal((await own.seller.refused("Addresses.Patch", { path, body: { City: "Wells" } })).status, 404);
  assert.equal((await own.seller.refused("Addresses.Delete", { path })).status, 404);
  assert.equal((await own.seller.ok("Addresses.List", { path })).Meta.TotalCount, 0);
  const assigned = await own.seller.refused("Addresses.SaveAssignment", {
    path,
    body: { AddressID: ID, IsShipping: true },
  });
  assert.equal(assigned.status, 404);
  const colleague = await newCaller(own, { buyer: "acme" });
  assert.equal((await colleague.refused("Me.GetAddress", { path })).status, 404);
});

test("products follow the address that they are shipped from, and name none when it goes", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  const works = { supplierID: "works" };
  await seller.ok("AdminAddresses.Create", { body: { ...bath, ID: "depot" } });
  for (const ID of ["depot", "yard"])
    await seller.ok("SupplierAddresses.Create", { path: works, body: { ...bath, ID } });
  const make = (ID: string, ShipFromAddressID: string | null, more = {}) =>
    seller.ok("Products.Create", { body: { ID, Name: ID, ShipFromAddressID, ...more } });
  const supplied = { DefaultSupplierID: "works" };
  await make("ours", "depot");
  await make("theirs", "depot", { ...supplied, IsParent: true });
  await make("heir", null, { ParentID: "theirs" });
  await make("apart", "yard", { ParentID: "theirs" });
  const from = async () =>
    Object.fromEntries(
      (await seller.ok("Products.List")).Items.map(({ ID, ShipFromAddressID }) => [ID, ShipFromAddressID]),
    );
  assert.deepEqual(await from(), { ours: "depot", theirs: "depot", heir: "depot", apart: "yard" });
  const depot = { path: { ...works, addressID: "depot" } };
  await seller.ok("SupplierAddresses.Patch", { ...depot, body: { ID: "hall" } });
  assert.deepEqual(await from(), { ours: "depot", theirs: "hall", heir: "hall", apart: "yard" });
  await seller.ok("AdminAddresses.Patch", { path: { addressID: "depot" }, body: { ID: "store" } });
  assert.equal((await from()).ours, "store");
  await seller.ok("SupplierAddresses.Delete", { path: { ...works, addressID: "yard" } });
  assert.deepEqual(await from(), { ours: "store", theirs: "hall", heir: "hall", apart: "hall" });
  await seller.ok("SupplierAddresses.Delete", { path: { ...works, addressID: "hall" } });
  await seller.ok("AdminAddresses.Delete", { path: { addressID: "store" } });
  assert.deepEqual(await from(), { ours: null, theirs: null, heir: null, apart: null });
});
