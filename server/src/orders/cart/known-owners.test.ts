import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStatements, secondProcess, shop, storefront, TestClient, until } from "@orderwell/testing";

/** A shop whose guests this process has met, which asks the database for nothing of them beforehand. */
async function metGuests(t: Parameters<typeof shop>[0] & { after(clean: () => unknown): unknown }) {
  const own = await shop(t);
  const { seller } = own;
  await own.product("a");
  const site = await storefront(own);
  const path = { buyerID: "acme" };
  const { Items } = await seller.ok("Users.List", { path });
  const userID = Items.find(({ FirstName }) => FirstName === "A")?.ID as string;
  const line = (client: TestClient) => client.ok("Cart.CreateLineItem", { body: { ProductID: "a" } });
  /** A guest's first line, and how often it waits for the database. */
  const begin = async () => {
    const guest = await site.visit();
    await guest.ok("Cart.Get");
    const { transactions } = await sent.during(() => line(guest));
    const trips = transactions.reduce((sum, one) => sum + one.trips, 0);
    return { guest, trips, cart: await guest.ok("Cart.Get") };
  };
  const sent = recordStatements(t, own.id);
  /** Until what the process knows of them, such as when they were active, has settled. */
  const settled = () => until(async () => (await begin()).trips === 1, "a first line never takes one trip");
  await settled();
  return { own, seller, site, path: { ...path, userID }, line, begin, settled };
}

test("a guest's cart begins with the user, their locale and their currency as they are, whatever the process knew of them", async (t) => {
  const { seller, path, begin, settled } = await metGuests(t);
  await seller.ok("Users.Patch", { path, body: { FirstName: "Other" } });
  assert.equal((await begin()).cart.FromUser?.FirstName, "Other");
  await settled();
  await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "a-price" }, body: { Currency: "USD" } });
  await seller.ok("Locales.Create", { body: { ID: "l", Currency: "USD", Language: "en-US" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "l", BuyerID: "acme" } });
  const { FromUser, Currency } = (await begin()).cart;
  assert.deepEqual([FromUser?.Locale?.Language, Currency], ["en-US", "USD"]);
  await settled();
  await seller.ok("Locales.Patch", { path: { localeID: "l" }, body: { Language: "en-GB" } });
  assert.equal((await begin()).cart.FromUser?.Locale?.Language, "en-GB");
  await settled();
  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { ID: "acme2" } });
  assert.equal((await begin()).cart.FromCompanyID, "acme2");
});

test("lines of one guest that come at once, through two processes, are in one cart", async (t) => {
  const { own, seller, path, site, line } = await metGuests(t);
  const second = await secondProcess(t);
  for (let round = 0; round < 5; round++) {
    // At first one process knows their user, then both do, and in the end none.
    if (round === 4) await seller.ok("Users.Patch", { path, body: { FirstName: "Other" } });
    const guest = await site.visit();
    const there = new TestClient(second, guest.token);
    await Promise.all([guest, there, guest, there].map(line));
    assert.equal((await guest.ok("Cart.Get")).LineItemCount, 4);
  }
  const { Meta } = await own.seller.ok("Orders.List", {
    path: { direction: "Incoming" },
    query: { IsSubmitted: "false", LineItemCount: "4" } as never,
  });
  assert.equal(Meta.TotalCount, 5);
});

test("a guest whose order somebody else has by its ID begins another one", async (t) => {
  const { seller, site, line, path } = await metGuests(t);
  const guest = await site.visit();
  const [, claims] = guest.token.split(".");
  const { orderid: ID } = JSON.parse(Buffer.from(claims as string, "base64url").toString());
  const body = { ID: ID.toUpperCase(), FromCompanyID: path.buyerID, FromUserID: path.userID };
  await seller.ok("Orders.Create", { path: { direction: "Incoming" }, body });
  await line(guest);
  const cart = await guest.ok("Cart.Get");
  assert.notEqual(cart.ID?.toUpperCase(), ID.toUpperCase());
  assert.equal(cart.LineItemCount, 1);
});
