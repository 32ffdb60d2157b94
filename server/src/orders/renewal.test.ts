import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addUser,
  analyze,
  inMarketplace,
  recordStatements,
  rowsLookedAt,
  type Shop,
  shop,
  waitedFor,
} from "@orderwell/testing";
import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import { showAddress, showUser } from "./renewal.store.ts";

const acme = { buyerId: "acme", supplierId: null };

/** An address of the buyer's that all of its people may use. */
async function addOffice(own: Shop): Promise<void> {
  const path = { buyerID: "acme" };
  const body = { ID: "hq", Street1: "1 Main", City: "Oslo", Country: "NO" };
  await own.seller.ok("Addresses.Create", { path, body });
  await own.seller.ok("Addresses.SaveAssignment", {
    path,
    body: { AddressID: "hq", IsShipping: true, IsBilling: true },
  });
}

/** Adds 2,000 orders of a user. */
const addOrders = (db: TenantDb, username: string, { name, submitted }: { name: string; submitted: boolean }) =>
  db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, from_user_key, from_user_id, from_user,
      line_item_count, status, is_submitted, date_created, date_submitted, last_updated, total)
    select u.marketplace_id, ${name}::text || n, u.buyer_id, u.key, u.id, '{}', 0,
      case when ${submitted}::boolean then 'Completed' else 'Unsubmitted' end, ${submitted}::boolean, at,
      case when ${submitted}::boolean then at end, at, 0
    from generate_series(1, 2000) n
    cross join lateral (select timestamptz '2026-01-01' + n * interval '1 minute' as at) t
    join app_user u on u.marketplace_id = ${db.marketplaceId} and u.username = ${username}`);

test("a change of a user or an address looks at unsubmitted orders of theirs alone, however many others there are", async (t) => {
  const own = await shop(t);
  await addOffice(own);
  const { ID: userId, Username } = await own.shopper.ok("Me.Get");
  await own.seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const other = await addUser(own, { buyer: "other" }, "other");
  const body = { ID: "cart", BillingAddressID: "hq" };
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body });
  await inMarketplace(own, async (db) => {
    await addOrders(db, Username, { name: "done", submitted: true });
    await addOrders(db, other.username, { name: "cart-of-another", submitted: false });
  });
  await analyze(["purchase_order", "app_user", "address"]);
  const looked = (work: (db: TenantDb) => Promise<void>) =>
    inMarketplace(own, async (db) => {
      const before = await rowsLookedAt(db);
      await work(db);
      const after = await rowsLookedAt(db);
      return (after.get("purchase_order") ?? 0) - (before.get("purchase_order") ?? 0);
    });
  const found = {
    user: await looked((db) => showUser(db, acme, userId)),
    address: await looked((db) => showAddress(db, { company: acme, privateTo: null, id: "hq" })),
  };
  assert.ok(found.user > 0 && found.user <= 20, JSON.stringify(found));
  assert.ok(found.address > 0 && found.address <= 20, JSON.stringify(found));
});

test("what is submitted while a change of its user or of an address waits for it stays as it was", async (t) => {
  const own = await shop(t);
  await addOffice(own);
  const path = { direction: "Outgoing", orderID: "o1" };
  await own.shopper.ok("Orders.Create", { path, body: { ID: "o1", BillingAddressID: "hq" } });
  const { ID: userID } = await own.shopper.ok("Me.Get");
  const submittedBefore = async (change: () => Promise<unknown>): Promise<void> => {
    let changed: Promise<unknown> | undefined;
    await inMarketplace(own, async (db) => {
      await db.run(sql`update purchase_order set status = 'Open', is_submitted = true, date_submitted = now()
        where marketplace_id = ${own.id} and id = 'o1'`);
      changed = change();
      await waitedFor(db);
    });
    await changed;
  };
  const shown = async () => {
    const { BillingAddress, FromUser } = await own.seller.ok("Orders.Get", { path: { ...path, direction: "All" } });
    return [BillingAddress?.City, FromUser?.Phone];
  };
  const before = await shown();
  await submittedBefore(() =>
    own.seller.ok("Addresses.Patch", { path: { buyerID: "acme", addressID: "hq" }, body: { City: "Bergen" } }),
  );
  await inMarketplace(own, (db) =>
    db.run(sql`update purchase_order set status = 'Unsubmitted', is_submitted = false, date_submitted = null
      where marketplace_id = ${own.id} and id = 'o1'`),
  );
  await submittedBefore(() =>
    own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID }, body: { Phone: "7" } }),
  );
  assert.deepEqual(await shown(), before);
});

test("an address that is written as it was is no change that orders would show", async (t) => {
  const own = await shop(t);
  const shopper = await own.colleague("Shopper", "MeAddressAdmin");
  const body = { Street1: "1 Main", City: "Oslo", Country: "NO", Shipping: true, Billing: true };
  const { ID: addressID } = await shopper.ok("Me.CreateAddress", { body });
  await addOffice(own);
  const office = { path: { buyerID: "acme", addressID: "hq" } };
  const { DateCreated: _, ...hq } = await own.seller.ok("Addresses.Get", office);
  const sent = recordStatements(t, own.id);
  const path = { addressID: String(addressID) };
  await shopper.ok("Me.SaveAddress", { path, body });
  await shopper.ok("Me.PatchAddress", { path, body: { City: "Oslo" } });
  await own.seller.ok("Addresses.Save", { ...office, body: hq });
  const shown = () =>
    sent.take().some(({ statements }) => statements.some((text) => text.includes("update purchase_order")));
  assert.equal(shown(), false);
  await own.seller.ok("Addresses.Patch", { ...office, body: { City: "Bergen" } });
  assert.equal(shown(), true);
});
