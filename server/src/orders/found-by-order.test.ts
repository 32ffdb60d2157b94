import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  analyze,
  callerFor,
  inMarketplace,
  type Looked,
  newCaller,
  rowsExplained,
  type Shop,
  serverApart,
  shop,
  type TestClient,
} from "@orderwell/testing";
import { sql } from "../platform/db/sql.ts";

const tables = ["purchase_order", "line_item", "shipment", "shipment_item", "order_return", "order_return_item"];
const many = 3_000;
let own: Shop;
let supplier: TestClient;
/** Who ordered all that the supplier has sent but the last ten, and who ordered those. */
let busy: TestClient;
let shopper: TestClient;

/**
 * A database of their own, where nobody else's rows change a plan. Orders to a supplier, each with a line that is sent and given back, the last ten by another user and to a buyer of their own; and as many that
 * users of a buyer have not submitted, each forty of one user.
 */
before(async () => {
  const { baseUrl, databaseUrl } = await serverApart();
  own = await shop({ name: "found by order" }, baseUrl);
  await own.seller.ok("Buyers.Create", { body: { ID: "rare", Name: "Rare", Active: true } });
  await own.seller.ok("Suppliers.Create", { body: { ID: "maker", Name: "Maker", Active: true } });
  supplier = await newCaller(own, { supplier: "maker" }, ["ShipmentReader", "OrderReader"]);
  const users = await inMarketplace(own, async (db) => {
    await db.run(sql`insert into app_user (marketplace_id, buyer_id, id, username, first_name, last_name, email, active, date_created)
      select ${own.id}, 'acme', 'u-' || n, 'found-by-order-' || n, 'Ada', 'Byron', 'ada@example.com', true, now() from generate_series(1, ${many / 40}::int) n`);
    const times = sql`generate_series(1, ${many}::int) n
      cross join lateral (select timestamptz '2026-01-01' + n * interval '1 minute' as at) t`;
    await db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, supplier_id, from_user_key, from_user_id, from_user, status,
        is_submitted, date_created, date_submitted, last_updated)
      select u.marketplace_id, 'S-' || n, 'acme', 'maker', u.key, u.id, '{}', 'Completed', true, at, at, at
      from ${times} join app_user u on u.marketplace_id = ${own.id} and u.id = case when n between 2990 and 2999 then 'u-2' else 'u-1' end`);
    await db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, from_user_key, from_user_id, from_user, status,
        date_created, last_updated)
      select u.marketplace_id, 'Q-' || n, u.buyer_id, u.key, u.id, '{}', 'Unsubmitted', at, at
      from ${times} join app_user u on u.marketplace_id = ${own.id} and u.id = 'u-' || 1 + n % ${many / 40}::int`);
    const ofOrders = (selected: string) => sql`select marketplace_id, ${sql.raw(selected)} from purchase_order
      where marketplace_id = ${own.id} and supplier_id = 'maker'`;
    await db.run(sql`insert into line_item (marketplace_id, order_id, id, product_id, quantity, date_added, frozen, product)
      ${ofOrders("id, 'L', 'p', 1, date_created, true, '{}'")}`);
    const sent = "'sent-' || id, case when id like 'S-299_' then 'rare' else 'acme' end, date_created";
    await db.run(sql`insert into shipment (marketplace_id, id, buyer_id, date_shipped, tracking_number)
      ${ofOrders(`${sent}, '1Z-' || id`)}`);
    await db.run(sql`insert into shipment_item (marketplace_id, shipment_id, order_id, line_item_id, quantity_shipped)
      ${ofOrders("'sent-' || id, id, 'L', 1")}`);
    await db.run(sql`insert into order_return (marketplace_id, id, order_id, status, date_created, date_submitted, last_updated,
        creator_type) ${ofOrders("'back-' || id, id, 'Open', date_created, date_created, date_created, 'Buyer'")}`);
    await db.run(sql`insert into order_return_item (marketplace_id, order_id, id, order_return_id, line_item_id, quantity)
      ${ofOrders("id, '1', 'back-' || id, 'L', 1")}`);
    return db.rows<{ key: number; username: string }>(
      sql`select key::int, username from app_user where marketplace_id = ${own.id} and id in ('u-1', 'u-2') order by id`,
    );
  });
  const callers = users.map((user) => callerFor(own, { buyer: "acme" }, user, { roles: ["Shopper"] }));
  [busy, shopper] = (await Promise.all(callers)) as [TestClient, TestClient];
  await analyze(["app_user", ...tables], databaseUrl);
});

function looksAtFew(looked: readonly Looked[], most: number): void {
  assert.notEqual(looked.length, 0);
  for (const { text, rows } of looked) assert.ok(rows < most, `${rows} rows: ${text}`);
}

test("shipments of one order, and those that are named, are found without looking at the supplier's others", async () => {
  for (const query of [{ orderID: "s-77" }, { ID: "SENT-s-77|none" }]) {
    const looked = await rowsExplained(own, tables, async () => {
      const { Items } = await supplier.ok("Shipments.List", { query });
      assert.deepEqual(
        Items.map(({ ID }) => ID),
        ["sent-S-77"],
      );
    });
    looksAtFew(looked, 20);
  }
});

test("returns that are named, and a shopper's shipments, are found without looking at others", async () => {
  for (const [list, id] of [
    [() => own.seller.ok("OrderReturns.List", { query: { ID: "BACK-s-77|none" } }), "back-S-77"],
    [() => supplier.ok("OrderReturns.List", { query: { ID: "BACK-s-77|none" } }), "back-S-77"],
    [() => busy.ok("OrderReturns.List", { query: { ID: "BACK-s-77|back-S-2999" } }), "back-S-77"],
    [() => busy.ok("Me.ListShipments", { query: { ID: "SENT-s-77|sent-S-2999" } }), "sent-S-77"],
  ] as const) {
    const looked = await rowsExplained(own, tables, async () => {
      const { Meta, Items } = await list();
      assert.deepEqual([Meta.TotalCount, ...Items.map(({ ID }) => ID)], [1, id]);
    });
    looksAtFew(looked, 20);
  }
});

test("a buyer's shipments are found without looking at those of others, for the buyer and for whoever filters by it", async () => {
  const buyer = await newCaller(own, { buyer: "rare" }, ["ShipmentReader"]);
  const lists = [
    () => buyer.ok("Shipments.List"),
    () => own.seller.ok("Shipments.List", { query: { BuyerID: "RARE" } }),
  ];
  for (const list of lists) {
    const looked = await rowsExplained(own, tables, async () => {
      const { Meta, Items } = await list();
      assert.equal(Meta.TotalCount, 10);
      assert.deepEqual(
        Items.map(({ ID }) => ID),
        Array.from({ length: 10 }, (_, index) => `sent-S-299${index}`),
      );
    });
    looksAtFew(looked, 30);
  }
});

test("a shopper's few shipments and returns are found once, and looked up by their IDs", async () => {
  const shipments = await rowsExplained(own, tables, async () => {
    assert.equal((await shopper.ok("Me.ListShipments", {})).Meta.TotalCount, 10);
  });
  const returns = await rowsExplained(own, tables, async () => {
    assert.equal((await shopper.ok("OrderReturns.List", {})).Meta.TotalCount, 10);
  });
  // To find them, each of the shopper's orders is looked at, or whatever is of any, whichever takes less: never both, and once.
  for (const looked of [shipments, returns])
    looksAtFew([{ text: "all", rowsOf: {}, rows: looked.reduce((sum, { rows }) => sum + rows, 0) }], many + 200);
});

test("of thousands of shipments, each that a page begins with is asked whose it is, and all are found once to be counted", async () => {
  for (const by of [() => busy.ok("Me.ListShipments", {}), () => supplier.ok("Shipments.List", {})]) {
    const looked = await rowsExplained(own, ["line_item", "shipment"], async () => {
      const { Items } = await by();
      assert.deepEqual(
        Items.map(({ ID }) => ID),
        Array.from({ length: 20 }, (_, index) => `sent-S-${index + 1}`),
      );
    });
    looksAtFew(looked, many + 1);
    looksAtFew(
      looked.filter(({ text }) => !text.startsWith("select count")),
      1_000,
    );
  }
});

test("what is given back is looked up for the returns of the page alone, however late the page", async () => {
  const looked = await rowsExplained(own, ["order_return_item"], async () => {
    const query = { page: many / 20 };
    assert.equal((await own.seller.ok("OrderReturns.List", { query })).Items.at(-1)?.ItemsToReturn?.length, 1);
  });
  looksAtFew(looked, 21);
});

test("returns of one order are found without looking at others", async () => {
  for (const by of [own.seller, supplier]) {
    const looked = await rowsExplained(own, tables, async () => {
      const { Items } = await by.ok("OrderReturns.List", { query: { OrderID: "s-77|none" } });
      assert.deepEqual(
        Items.map(({ ID }) => ID),
        ["back-S-77"],
      );
    });
    looksAtFew(looked, 10);
  }
});

test("the marketplace's returns are listed without looking at orders", async () => {
  const looked = await rowsExplained(own, ["purchase_order"], async () => {
    assert.equal((await own.seller.ok("OrderReturns.List", {})).Meta.TotalCount, many);
  });
  assert.deepEqual(looked, []);
});

test("of orders that are not submitted, whoever sees their own alone looks at no others of the company", async () => {
  const admin = await newCaller(own, { buyer: "acme" }, ["OrderAdmin"]);
  const { ID } = await admin.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  for (const query of [{ IsSubmitted: false }, { Status: "Unsubmitted" }]) {
    const looked = await rowsExplained(own, ["purchase_order"], async () => {
      const { Items } = await admin.accepted("Orders.List", { path: { direction: "Outgoing" }, query });
      assert.deepEqual(
        Items.map((order) => order.ID),
        [ID],
      );
    });
    looksAtFew(looked, 10);
  }
});
