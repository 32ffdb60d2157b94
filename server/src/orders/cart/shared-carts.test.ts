import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStatements, secondProcess, shop, storefront, TestClient } from "@orderwell/testing";

const twelve = Array.from({ length: 12 }, (_, n) => n);

/** A shop with two products and twelve guests, whose user and products this process knows. */
async function twelveGuests(t: Parameters<typeof shop>[0] & { after(clean: () => unknown): unknown }) {
  const own = await shop(t);
  for (const id of ["a", "b"]) await own.product(id);
  const site = await storefront(own);
  const line = (client: TestClient, ProductID: string, Quantity = 1) =>
    client.ok("Cart.CreateLineItem", { body: { ProductID, Quantity } });
  for (const ProductID of ["a", "b"]) await line(await site.visit(), ProductID);
  const guests = await Promise.all(twelve.map(() => site.visit()));
  const sent = recordStatements(t, own.id);
  /** Transactions that wrote orders since. */
  const written = () =>
    sent.take().filter(({ statements }) => statements.some((text) => /(update|into) purchase_order/.test(text))).length;
  return { own, line, guests, sent, written };
}

test("guests who fill and change their carts at the same time share transactions, and each has their own cart", async (t) => {
  const { line, guests, written } = await twelveGuests(t);
  await Promise.all(guests.map((guest, n) => line(guest, n % 2 ? "a" : "b", n + 1)));
  assert.ok(written() < guests.length);
  const all = (write: (guest: TestClient, n: number) => Promise<unknown>) => Promise.all(guests.map(write));
  await all((guest, n) => guest.ok("Cart.PatchFromUser", { body: { FirstName: `Guest ${n}` } }));
  await all((guest, n) =>
    guest.ok("Cart.SetShippingAddress", {
      body: { Street1: `${n} Main St`, City: "Austin", State: "TX", Zip: "73301", Country: "US" },
    }),
  );
  await all((guest) => guest.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } }));
  assert.ok(written() < 3 * guests.length);
  for (const [n, guest] of guests.entries()) {
    const cart = await guest.ok("Cart.Get");
    const { Items } = await guest.ok("Cart.ListLineItems");
    assert.deepEqual(
      [
        cart.LineItemCount,
        cart.FromUser?.FirstName,
        Items[0]?.ProductID,
        Items[0]?.Quantity,
        Items[0]?.ShippingAddress?.Street1,
      ],
      [1, `Guest ${n}`, n % 2 ? "a" : "b", n + 1, `${n} Main St`],
    );
    assert.equal((await guest.ok("Cart.ListPayments")).Items.length, 1);
  }
});

test("lines that share a transaction have the prices of their moment, though one of the products has just changed", async (t) => {
  const { own, line, guests } = await twelveGuests(t);
  const there = await secondProcess(t);
  for (const Price of [20, 30, 40]) {
    const seller = new TestClient(there, own.seller.token);
    await seller.ok("PriceSchedules.Patch", {
      path: { priceScheduleID: "a-price" },
      body: { PriceBreaks: [{ Quantity: 1, Price }] },
    });
    const lines = await Promise.all(guests.map((guest, n) => line(guest, n === 5 ? "a" : "b")));
    assert.deepEqual(
      lines.map(({ UnitPrice }) => UnitPrice === Price),
      twelve.map((n) => n === 5),
    );
  }
});

test("guests who read their carts at the same time share trips, and see what another process has written meanwhile", async (t) => {
  const { line, guests, sent } = await twelveGuests(t);
  await Promise.all(guests.map((guest, n) => line(guest, "a", n + 1)));
  const there = await secondProcess(t);
  await line(new TestClient(there, guests[3]?.token ?? ""), "b", 100);
  sent.take();
  const carts = await Promise.all(guests.map((guest) => guest.ok("Cart.Get")));
  assert.ok(
    sent.take().filter(({ statements }) => statements.some((text) => text.includes("purchase_order"))).length <
      guests.length,
  );
  assert.deepEqual(
    carts.map(({ Total }) => Total),
    twelve.map((n) => 10 * (n + 1 + (n === 3 ? 100 : 0))),
  );
});

test("one whose line is refused keeps none from having theirs, and nothing of it stays", async (t) => {
  const { line, guests } = await twelveGuests(t);
  const outcomes = await Promise.all(
    guests.map((guest, n) =>
      n % 3 === 0
        ? guest.refused("Cart.CreateLineItem", { body: { ProductID: "nothing" } }).then(({ code }) => code)
        : line(guest, "a").then(() => "made"),
    ),
  );
  assert.deepEqual(
    outcomes,
    twelve.map((n) => (n % 3 === 0 ? "NotFound" : "made")),
  );
  for (const [n, guest] of guests.entries())
    assert.equal((await guest.ok("Cart.Get")).LineItemCount, n % 3 === 0 ? 0 : 1);
});

test("whatever guests do at once through two processes while prices change, nothing fails of itself and carts are the sums of their lines", async (t) => {
  const { own, line, guests } = await twelveGuests(t);
  const there = await secondProcess(t);
  const elsewhere = ({ token }: TestClient) => new TestClient(there, token);
  const address = { Street1: "1 Main St", City: "Austin", State: "TX", Zip: "73301", Country: "US" };
  const acts: readonly ((guest: TestClient, n: number) => Promise<{ readonly status: number }>)[] = [
    (guest) => guest.send("Cart.CreateLineItem", { body: { ProductID: "a", Quantity: 2 } }),
    (guest) => elsewhere(guest).send("Cart.CreateLineItem", { body: { ProductID: "b", Quantity: 3 } }),
    (guest) => guest.send("Cart.CreateLineItem", { body: { ID: "same", ProductID: "b" } }),
    (guest) => guest.send("Cart.PatchLineItem", { path: { lineItemID: "same" }, body: { Quantity: 4 } }),
    (guest) => guest.send("Cart.SetShippingAddress", { body: address }),
    (guest, n) => guest.send("Cart.Patch", { body: { Comments: `${n}` } }),
    (guest) => elsewhere(guest).send("Cart.DeleteLineItem", { path: { lineItemID: "same" } }),
    (guest) => guest.send("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } }),
  ];
  await Promise.all(guests.slice(6).map((guest) => line(guest, "a")));
  for (const round of [0, 1, 2]) {
    const all = guests.flatMap((guest, n) =>
      [0, 1, 2, 3].map((k) => acts[(3 * n + k + 5 * round) % acts.length]?.(guest, n)),
    );
    const prices = ["a", "b"].map((id) =>
      new TestClient(there, own.seller.token).send("PriceSchedules.Patch", {
        path: { priceScheduleID: `${id}-price` },
        body: { PriceBreaks: [{ Quantity: 1, Price: 20 + round }] },
      }),
    );
    const statuses = (await Promise.all([...all, ...prices])).map((answer) => answer?.status ?? 0);
    assert.deepEqual(
      statuses.filter((status) => ![200, 201, 204, 400, 404, 409].includes(status)),
      [],
    );
  }
  for (const guest of [...guests, ...guests.map(elsewhere)]) {
    const { LineItemCount, Subtotal } = await guest.ok("Cart.Get");
    const { Items } = await guest.ok("Cart.ListLineItems");
    const sum = Items.reduce((total, { LineTotal }) => total + (LineTotal ?? 0), 0);
    assert.deepEqual([LineItemCount, Subtotal], [Items.length, sum]);
  }
});
