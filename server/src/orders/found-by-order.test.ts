import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  analyze,
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

const tables = ["purchase_order", "line_item", "shipment", "shipment_item", "order_return"];
const many = 3_000;
let own: Shop;
let supplier: TestClient;

/**
 * A database of their own, where nobody else's rows change a plan. Orders to a supplier, each with a line that is sent, the last ten to a buyer of their own, and given back; and as many that
 * users of a buyer have not submitted, each forty of one user.
 */
before(async () => {
  const { baseUrl, databaseUrl } = await serverApart();
  own = await shop({ name: "found by order" }, baseUrl);
  await own.seller.ok("Buyers.Create", { body: { ID: "rare", Name: "Rare", Active: true } });
  await own.seller.ok("Suppliers.Create", { body: { ID: "maker", Name: "Maker", Active: true } });
  supplier = await newCaller(own, { supplier: "maker" }, ["ShipmentReader", "OrderReader"]);
  await inMarketplace(own, async (db) => {
    await db.run(sql`insert into app_user (marketplace_id, buyer_id, id, username, first_name, last_name, email, active, date_created)
      select ${own.id}, 'acme', 'u-' || n, 'found-by-order-' || n, 'Ada', 'Byron', 'ada@example.com', true, now() from generate_series(1, ${many / 40}::int) n`);
    const times = sql`generate_series(1, ${many}::int) n
      cross join lateral (select timestamptz '2026-01-01' + n * interval '1 minute' as at) t`;
    await db.run(sql`insert into purchase_order (marketplace_id, id, supplier_id, from_user_key, from_user_id, from_user, status,
        is_submitted, date_created, date_submitted, last_updated)
      select u.marketplace_id, 'S-' || n, 'maker', u.key, u.id, '{}', 'Completed', true, at, at, at
      from ${times} join app_user u on u.marketplace_id = ${own.id} and u.id = 'u-1'`);
    await db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, from_user_key, from_user_id, from_user, status,
        date_created, last_updated)
      select u.marketplace_id, 'Q-' || n, u.buyer_id, u.key, u.id, '{}', 'Unsubmitted', at, at
      from ${times} join app_user u on u.marketplace_id = ${own.id} and u.id = 'u-' || 1 + n % ${many / 40}::int`);
    const ofOrders = (selected: string) => sql`select marketplace_id, ${sql.raw(selected)} from purchase_order
      where marketplace_id = ${own.id} and supplier_id = 'maker'`;
    await db.run(sql`insert into line_item (marketplace_id, order_id, id, product_id, quantity, date_added, frozen, product)
      ${ofOrders("id, 'L', 'p', 1, date_created, true, '{}'")}`);
    const sent = "'sent-' || id, case when id like 'S-299_' then 'rare' else 'acme' end, date_created";
    await db.run(sql`insert into shipment (marketplace_id, id, buyer_id, date_shipped) ${ofOrders(sent)}`);
    await db.run(sql`insert into shipment_item (marketplace_id, shipment_id, order_id, line_item_id, quantity_shipped)
      ${ofOrders("'sent-' || id, id, 'L', 1")}`);
    await db.run(sql`insert into order_return (marketplace_id, id, order_id, status, date_created, date_submitted, last_updated,
        creator_type) ${ofOrders("'back-' || id, id, 'Open', date_created, date_created, date_created, 'Buyer'")}`);
  });
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
    looksAtFew(looked, 20);
  }
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
