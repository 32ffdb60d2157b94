import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shop, shop } from "@orderwell/testing";

/** Totals of the seller's lists, by what they are filtered by, each beside the number of orders on all its pages. */
async function totals(own: Shop): Promise<void> {
  const all = async (direction: "All" | "Incoming" | "Outgoing", query: object): Promise<[number, number]> => {
    let found = 0;
    for (let page = 1; ; page++) {
      const { Meta, Items } = await own.seller.ok("Orders.List", {
        path: { direction },
        query: { ...query, page, pageSize: 3 } as never,
      });
      found += Items.length;
      if (page >= Number(Meta.TotalPages)) return [Number(Meta.TotalCount), found];
    }
  };
  for (const direction of ["All", "Incoming", "Outgoing"] as const)
    for (const query of [
      {},
      { Status: "Open" },
      { Status: "!Open" },
      { Status: "Open|Completed" },
      { Status: "Canceled" },
      { Status: "Unsubmitted" },
      { IsSubmitted: "false" },
      { Status: "Completed", IsSubmitted: "true" },
    ]) {
      const [total, found] = await all(direction, query);
      assert.equal(total, found, `${direction} ${JSON.stringify(query)}`);
    }
  let lines = 0;
  for (let page = 1; ; page++) {
    const query = { page, pageSize: 5 } as never;
    const { Meta, Items } = await own.seller.ok("LineItems.ListAcrossOrders", {
      path: { direction: "Incoming" },
      query,
    });
    lines += Items.length;
    if (page < Number(Meta.TotalPages)) continue;
    assert.equal(Meta.TotalCount, lines);
    return;
  }
}

test("totals of lists of all the marketplace's orders and lines are exact after whatever became of them", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const submitted = async (ID: string, lines: number): Promise<{ direction: "Outgoing"; orderID: string }> => {
    const path = { direction: "Outgoing" as const, orderID: ID };
    await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID } });
    for (let line = 0; line < lines; line++)
      await own.shopper.ok("LineItems.Create", { path, body: { ID: `l${line}`, ProductID: "p", Quantity: 1 } });
    await own.shopper.ok("Orders.Submit", { path });
    return path;
  };
  const count = async () => (await own.seller.ok("Orders.List", { path: { direction: "Incoming" } })).Meta.TotalCount;
  for (const id of ["a", "b", "c", "d", "e"]) await submitted(id, 2);
  assert.equal(await count(), 5);
  await totals(own);
  const incoming = (orderID: string) => ({ path: { direction: "Incoming" as const, orderID } });
  await own.seller.ok("Orders.Complete", incoming("a"));
  await own.seller.ok("Orders.Cancel", incoming("b"));
  await own.seller.ok("Orders.Patch", { ...incoming("c"), body: { ID: "renamed", Comments: "other" } });
  await own.seller.ok("LineItems.Create", { ...incoming("d"), body: { ProductID: "p", Quantity: 1 } });
  await own.seller.send("LineItems.Delete", { path: { ...incoming("d").path, lineItemID: "l0" } });
  await totals(own);
  await own.seller.send("Orders.Delete", incoming("e"));
  assert.equal(await count(), 4);
  await own.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 1 } });
  await totals(own);
  await own.shopper.send("Cart.Delete", {});
  await own.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 1 } });
  await totals(own);
  await Promise.all(["f", "g", "h", "i"].map((id) => submitted(id, 1)));
  assert.equal(await count(), 8);
  await totals(own);
});

test("what a marketplace has is no part of another's totals", async (t) => {
  const [one, other] = [await shop(t), await shop(t)];
  await one.product("p");
  await one.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 1 } });
  await one.shopper.ok("Cart.Submit", {});
  const count = async ({ seller }: Shop) =>
    (await seller.ok("Orders.List", { path: { direction: "All" } })).Meta.TotalCount;
  assert.deepEqual([await count(one), await count(other)], [1, 0]);
});
