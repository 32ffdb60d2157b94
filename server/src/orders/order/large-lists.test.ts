import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import {
  analyze,
  inMarketplace,
  newCaller,
  othersOver,
  recordStatements,
  rowsExplained,
  type Shop,
  shop,
  type TestClient,
  testDatabaseUrl,
  testServer,
} from "@orderwell/testing";
import pg from "pg";
import { sql } from "../../platform/db/sql.ts";
import { systemActor } from "../../platform/work/actor.ts";
import { presentId } from "../news/former-ids.store.ts";

type Query = Readonly<Record<string, unknown>>;

/** Enough that no list may look at all of them, and more than is gone through or put in order. */
const many = 12_000;
/** The last of those that were submitted while orders still had an era and an address: beyond, more than are walked at once. */
const lastOfEra = many - 700;

interface KnownOrder {
  readonly id: string;
  readonly n: number;
  readonly status: string;
  readonly buyer: string;
  readonly user: string;
  readonly total: number;
  readonly channel: string;
  readonly submitted: string;
  readonly updated: string;
}

interface KnownLine {
  readonly order: KnownOrder;
  readonly number: number;
  readonly product: string;
}

let own: Shop;
let admin: TestClient;
let orders: readonly KnownOrder[];
let lines: readonly KnownLine[];
let unsubmitted: readonly KnownOrder[];

/**
 * Orders of two buyers: `acme` has nearly all, `few` every hundredth. A minute apart, of which every tenth is open and every
 * thousandth canceled; totals come again and again; every third has the channel `web`, and each a number of its own. One line
 * of each is of a product that comes often, the other of one that comes seldom.
 */
before(async () => {
  own = await shop({ name: "large lists" });
  await own.seller.ok("Buyers.Create", { body: { ID: "few", Name: "Few", Active: true } });
  admin = await newCaller(own, { buyer: "few" }, ["OrderAdmin"]);
  orders = await inMarketplace(own, async (db) => {
    await db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, from_user_key, from_user_id, from_user,
        line_item_count, status, is_submitted, date_created, date_submitted, last_updated, total, comments, billing_address, xp)
      select u.marketplace_id, 'O-' || n, u.buyer_id, u.key, u.id, '{}', 2,
        case when n % 1000 = 7 then 'Canceled' when n % 10 = 3 then 'Open' else 'Completed' end, true, at, at + interval '1 second',
        at + interval '1 hour', n % 50, case when n % 500 = 9 then 'Fragile' when n % 1000 = 7 then 'Plain, again' else 'Plain' end,
        case when n <= ${lastOfEra} then json_build_object('City', case n % 2 when 0 then 'Oslo' else 'Lyon' end) end,
        json_build_object('Channel', case n % 3 when 0 then 'web' else 'edi' end, 'Number', 'N' || n,
          'Era', case when n <= ${lastOfEra} then 'first' end)
      from generate_series(1, ${many}) n
      cross join lateral (select timestamptz '2026-01-01' + n * interval '1 minute' as at) t
      join lateral (select * from app_user u where u.marketplace_id = ${own.id}
        and u.buyer_id = case when n % 100 = 5 then 'few' else 'acme' end order by u.key limit 1) u on true`);
    await db.run(sql`insert into line_item (marketplace_id, order_id, id, product_id, quantity, date_added, frozen, product)
      select o.marketplace_id, o.id, 'L' || l, case when l = 0 then 'Often' else 'Seldom-' || right(o.id, 3) end, 1,
        o.date_created + l * interval '1 second', true, '{}'
      from purchase_order o cross join generate_series(0, 1) l where o.marketplace_id = ${own.id}`);
    await db.run(sql`insert into order_count (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard, orders, lines)
      select o.marketplace_id, true, o.status, true, false, 0, count(*), 2 * count(*) from purchase_order o
      where o.marketplace_id = ${own.id} group by 1, 3`);
    // As many that nobody has submitted, of every status, a minute apart as well.
    await db.run(sql`insert into purchase_order (marketplace_id, id, buyer_id, from_user_key, from_user_id, from_user, status,
        date_created, last_updated, xp)
      select u.marketplace_id, 'Q-' || n, u.buyer_id, u.key, u.id, '{}',
        (array['Unsubmitted', 'Unsubmitted', 'AwaitingApproval', 'Declined', 'Canceled'])[1 + n % 5], at, at,
        json_build_object('Channel', case n % 3 when 0 then 'web' else 'edi' end)
      from generate_series(1, ${many}) n
      cross join lateral (select timestamptz '2026-01-01' + n * interval '1 minute' as at) t
      join lateral (select * from app_user u where u.marketplace_id = ${own.id} and u.buyer_id = 'acme'
        order by u.key limit 1) u on true`);
    await db.run(sql`insert into order_count (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard, orders, lines)
      select o.marketplace_id, false, o.status, true, false, 0, count(*), 0 from purchase_order o
      where o.marketplace_id = ${own.id} and not o.is_submitted group by 1, 3`);
    return db.rows<KnownOrder>(sql`select id, right(id, -2)::int as n, status, buyer_id as buyer, from_user_id as user,
      total::int as total, xp ->> 'Channel' as channel, to_json(date_submitted) #>> '{}' as submitted,
      to_json(last_updated) #>> '{}' as updated from purchase_order where marketplace_id = ${own.id}`);
  });
  await analyze(["purchase_order", "line_item"]);
  unsubmitted = orders.filter(({ id }) => id.startsWith("Q-"));
  orders = orders.filter(({ id }) => id.startsWith("O-"));
  lines = orders.flatMap((order) =>
    ["Often", `Seldom-${order.id.slice(-3)}`].map((product, number) => ({ order, number, product })),
  );
});

type Order = (one: KnownOrder, other: KnownOrder) => number;

const newestFirst: Order = (one, other) => other.n - one.n;
const idOf = ({ id }: KnownOrder): string => id.toLowerCase();
const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

interface Case {
  readonly query: Query;
  leaves(order: KnownOrder): boolean;
  /** Default: as lists are. */
  readonly order?: Order;
  readonly by?: () => TestClient;
}

const at = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString();

const cases: readonly Case[] = [
  { query: {}, leaves: () => true },
  { query: { page: many / 100, pageSize: 100 }, leaves: () => true },
  { query: { page: many / 100 + 1, pageSize: 100 }, leaves: () => true },
  { query: { Status: "Open" }, leaves: ({ status }) => status === "Open" },
  { query: { Status: "Canceled" }, leaves: ({ status }) => status === "Canceled" },
  { query: { Status: "Canceled|Open", page: 7 }, leaves: ({ status }) => status !== "Completed" },
  { query: { Status: "!Completed", pageSize: 100 }, leaves: ({ status }) => status !== "Completed" },
  { query: { ID: "o-77|O-78" }, leaves: ({ n }) => n === 77 || n === 78 },
  { query: { ID: "o-59*" }, leaves: ({ id }) => id.startsWith("O-59") },
  { query: { FromCompanyID: "FEW", page: 3 }, leaves: ({ buyer }) => buyer === "few" },
  {
    query: { FromCompanyID: "few", "xp.Channel": "WEB" },
    leaves: ({ buyer, channel }) => buyer === "few" && channel === "web",
  },
  { query: { "xp.Channel": "web", page: 4 }, leaves: ({ channel }) => channel === "web" },
  { query: { "xp.Channel": "web", page: many / 60 + 1 }, leaves: ({ channel }) => channel === "web" },
  // Of which the newest orders have none.
  { query: { "xp.Era": "first", page: 2 }, leaves: ({ n }) => n <= lastOfEra },
  { query: { "xp.Era": "first", page: Math.ceil(lastOfEra / 20) }, leaves: ({ n }) => n <= lastOfEra },
  { query: { "xp.Era": "first", "xp.Number": "n77" }, leaves: ({ n }) => n === 77 },
  { query: { "xp.Era": "first", Comments: "*frag*" }, leaves: ({ n }) => n <= lastOfEra && n % 500 === 9 },
  { query: { "BillingAddress.City": "oslo", pageSize: 50 }, leaves: ({ n }) => n <= lastOfEra && n % 2 === 0 },
  { query: { "BillingAddress.City": "Nowhere" }, leaves: () => false },
  {
    query: { to: at(lastOfEra), "xp.Channel": "web" },
    leaves: ({ n, channel }) => n <= lastOfEra && channel === "web",
  },
  { query: { to: at(lastOfEra), page: 3 }, leaves: ({ n }) => n <= lastOfEra },
  {
    query: { to: at(lastOfEra), Status: "Completed" },
    leaves: ({ n, status }) => n <= lastOfEra && status === "Completed",
  },
  {
    query: { "xp.Era": "first", sortBy: "!ID" },
    leaves: ({ n }) => n <= lastOfEra,
    order: (a, b) => byText(idOf(b), idOf(a)),
  },
  { query: { "xp.Number": "n1234" }, leaves: ({ n }) => n === 1_234 },
  { query: { "xp.Number": "none" }, leaves: () => false },
  { query: { "xp.Channel": "!web" }, leaves: ({ channel }) => channel !== "web" },
  { query: { search: "fragile" }, leaves: ({ n }) => n % 500 === 9 },
  { query: { search: "nothing" }, leaves: () => false },
  // More than are put in the order of relevance, by which those that say something else as well would come last.
  { query: { search: "plain" }, leaves: ({ n }) => n % 500 !== 9 },
  { query: { search: "plain", page: many / 100, pageSize: 100 }, leaves: ({ n }) => n % 500 !== 9 },
  { query: { search: "plain", page: many / 100 + 1, pageSize: 100 }, leaves: ({ n }) => n % 500 !== 9 },
  {
    query: { search: "plain", "xp.Channel": "web", sortBy: "DateCreated", page: 2 },
    leaves: ({ n, channel }) => n % 500 !== 9 && channel === "web",
    order: (a, b) => a.n - b.n,
  },
  {
    query: { search: "again" },
    leaves: ({ n }) => n % 1_000 === 7,
  },
  { query: { search: "fragile", "xp.Channel": "web" }, leaves: ({ n, channel }) => n % 500 === 9 && channel === "web" },
  { query: { "LineItems.ProductID": "seldom-123" }, leaves: ({ id }) => id.endsWith("123") },
  { query: { "LineItems.ProductID": "often", page: 2 }, leaves: () => true },
  { query: { from: at(5_000), to: at(5_100) }, leaves: ({ n }) => n >= 5_000 && n <= 5_100 },
  {
    query: { DateSubmitted: `>${at(100)}`, Status: "Canceled" },
    leaves: ({ n, status }) => n >= 100 && status === "Canceled",
  },
  { query: { DateSubmitted: `<${at(50)}` }, leaves: ({ n }) => n < 50 },
  {
    query: { LastUpdated: `>${at(many + 50)}`, sortBy: "LastUpdated" },
    leaves: ({ n }) => n > many - 10,
    order: (a, b) => a.n - b.n,
  },
  { query: { LastUpdated: `>${at(many + 50)}` }, leaves: ({ n }) => n > many - 10 },
  { query: { Total: ">=49", page: 3 }, leaves: ({ total }) => total === 49 },
  {
    query: { sortBy: "Total", page: 2 },
    leaves: () => true,
    order: (a, b) => a.total - b.total || byText(idOf(a), idOf(b)),
  },
  {
    query: { sortBy: "!Total", "xp.Channel": "web" },
    leaves: ({ channel }) => channel === "web",
    order: (a, b) => b.total - a.total || byText(idOf(b), idOf(a)),
  },
  { query: { sortBy: "ID", page: 30 }, leaves: () => true, order: (a, b) => byText(idOf(a), idOf(b)) },
  { query: { sortBy: "!DateCreated", Status: "Canceled" }, leaves: ({ status }) => status === "Canceled" },
  {
    query: { sortBy: "xp.Number", Status: "Canceled" },
    leaves: ({ status }) => status === "Canceled",
    order: (a, b) => byText(idOf(a), idOf(b)),
  },
  {
    query: { "xp.Channel": "web" },
    leaves: ({ buyer, channel }) => buyer === "few" && channel === "web",
    by: () => admin,
  },
  { query: { search: "fragile" }, leaves: ({ buyer, n }) => buyer === "few" && n % 500 === 9, by: () => admin },
];

suite("of thousands of orders, each page and total is that of all the orders that the list leaves, in its order", () => {
  for (const { query, leaves, order = newestFirst, by } of cases)
    test(`${by ? "a buyer's: " : ""}${JSON.stringify(query)}`, async () => {
      const direction = by ? "Outgoing" : "All";
      const { Meta, Items } = await (by?.() ?? own.seller).accepted("Orders.List", { path: { direction }, query });
      const left = orders.filter(leaves).sort(order);
      const size = Number(query.pageSize ?? 20);
      const skipped = (Number(query.page ?? 1) - 1) * size;
      assert.equal(Number(Meta?.TotalCount), left.length);
      const wanted = left.slice(skipped, skipped + size).map(({ id }) => id);
      // Whatever is found by a word is as relevant as the rest, and then in the order of lists.
      assert.deepEqual(
        Items.map(({ ID }) => ID),
        wanted,
      );
    });
});

test("of a stretch of time that has more orders than are put in order at once, those who ask for the same share a heavy read", async (t) => {
  const sent = recordStatements(t, own.id);
  const asked = Array.from({ length: 8 }, () =>
    own.seller.ok("Orders.List", { path: { direction: "All" }, query: { to: at(lastOfEra) } }),
  );
  for (const { Meta } of await Promise.all(asked)) assert.equal(Meta.TotalCount, lastOfEra);
  const sorting = sent.take().filter(({ statements }) => statements.some((text) => text.includes("nullif(")));
  assert.ok(sorting.length > 0 && sorting.length < asked.length, `${sorting.length} reads`);
});

const unsubmittedCases: readonly Case[] = [
  { query: {}, leaves: () => true },
  { query: { page: 4 }, leaves: () => true },
  { query: { page: many / 100, pageSize: 100 }, leaves: () => true },
  { query: { page: many / 100 + 1, pageSize: 100 }, leaves: () => true },
  { query: { "xp.Channel": "web", page: 3 }, leaves: ({ channel }) => channel === "web" },
  { query: { "xp.Channel": "none" }, leaves: () => false },
  {
    query: { Status: "Declined|AwaitingApproval", page: 2 },
    leaves: ({ status }) => status === "Declined" || status === "AwaitingApproval",
  },
  { query: { Status: "Declined" }, leaves: ({ status }) => status === "Declined" },
  { query: { search: "q-599" }, leaves: ({ id }) => id.startsWith("Q-599") },
  { query: { sortBy: "DateSubmitted,DateCreated" }, leaves: () => true, order: (a, b) => a.n - b.n },
];

suite("of thousands of orders that nobody has submitted, each page and total is that of all that the list leaves, newest first", () => {
  for (const { query, leaves, order = newestFirst } of unsubmittedCases)
    test(JSON.stringify(query), async () => {
      const all = { IsSubmitted: false, ...query };
      const { Meta, Items } = await own.seller.accepted("Orders.List", { path: { direction: "All" }, query: all });
      const left = unsubmitted.filter(leaves).sort(order);
      const size = Number(query.pageSize ?? 20);
      const skipped = (Number(query.page ?? 1) - 1) * size;
      assert.equal(Number(Meta?.TotalCount), left.length);
      assert.deepEqual(
        Items.map(({ ID }) => ID),
        left.slice(skipped, skipped + size).map(({ id }) => id),
      );
    });
});

interface LineCase {
  readonly query: Query;
  leaves(line: KnownLine): boolean;
  readonly by?: () => TestClient;
}

const lineCases: readonly LineCase[] = [
  { query: {}, leaves: () => true },
  { query: { page: many / 50, pageSize: 100 }, leaves: () => true },
  { query: { page: many / 50 + 1, pageSize: 100 }, leaves: () => true },
  { query: { "Order.Status": "Open", page: 2 }, leaves: ({ order }) => order.status === "Open" },
  { query: { "Order.Status": "Canceled|Open" }, leaves: ({ order }) => order.status !== "Completed" },
  { query: { OrderID: "o-4321" }, leaves: ({ order }) => order.n === 4_321 },
  { query: { "Order.ID": "o-4321|o-7" }, leaves: ({ order }) => order.n === 4_321 || order.n === 7 },
  { query: { ProductID: "OFTEN", page: 3 }, leaves: ({ product }) => product === "Often" },
  { query: { ProductID: "seldom-042" }, leaves: ({ product }) => product === "Seldom-042" },
  { query: { ProductID: "none" }, leaves: () => false },
  { query: { "Order.xp.Number": "n77" }, leaves: ({ order }) => order.n === 77 },
  { query: { "Order.xp.Channel": "web", page: 5 }, leaves: ({ order }) => order.channel === "web" },
  { query: { "Order.xp.Era": "first", page: 2 }, leaves: ({ order }) => order.n <= lastOfEra },
  { query: { "Order.BillingAddress.City": "lyon" }, leaves: ({ order }) => order.n <= lastOfEra && order.n % 2 === 1 },
  { query: { "Order.FromCompanyID": "few", page: 6 }, leaves: ({ order }) => order.buyer === "few" },
  { query: { "Order.DateSubmitted": `>${at(many - 100)}` }, leaves: ({ order }) => order.n >= many - 100 },
  { query: { from: at(100), to: at(110), pageSize: 15 }, leaves: ({ order }) => order.n >= 100 && order.n <= 110 },
  {
    query: { ProductID: "often" },
    leaves: ({ order, product }) => order.buyer === "few" && product === "Often",
    by: () => admin,
  },
];

suite("of lines of thousands of orders, each page and total is that of all the lines that the list leaves, in its order", () => {
  for (const { query, leaves, by } of lineCases)
    test(`${by ? "a buyer's: " : ""}${JSON.stringify(query)}`, async () => {
      const direction = by ? "Outgoing" : "All";
      const list = (by?.() ?? own.seller).accepted("LineItems.ListAcrossOrders", { path: { direction }, query });
      const { Meta, Items } = await list;
      const left = lines.filter(leaves).sort((a, b) => b.order.n - a.order.n || a.number - b.number);
      const size = Number(query.pageSize ?? 20);
      const skipped = (Number(query.page ?? 1) - 1) * size;
      assert.equal(Number(Meta?.TotalCount), left.length);
      const wanted = left.slice(skipped, skipped + size).map(({ order, number }) => `${order.id} L${number}`);
      assert.deepEqual(
        Items.map(({ OrderID, ID }) => `${OrderID} ${ID}`),
        wanted,
      );
    });
});

/**
 * Fails for a list that looks at half of the orders, or for lines at half of those or as often at an order as there are orders:
 * of as many lines as are put in order at most, each may have its order looked up. @param andCounts for its total as well.
 */
async function looksAtFew(of: "orders" | "lines", query: Query, { andCounts = true } = {}): Promise<void> {
  const path = { direction: "All" };
  const looked = await rowsExplained(own, ["purchase_order", "line_item"], () =>
    of === "orders"
      ? own.seller.accepted("Orders.List", { path, query })
      : own.seller.accepted("LineItems.ListAcrossOrders", { path, query }),
  );
  const statements = andCounts ? looked : looked.filter(({ text }) => !text.startsWith("select count"));
  assert.ok(statements.length > 0);
  const most =
    of === "orders" ? { purchase_order: many / 2, line_item: many / 2 } : { purchase_order: many, line_item: many };
  for (const { text, rowsOf } of statements)
    for (const [table, bound] of Object.entries(most))
      assert.ok((rowsOf[table] as number) < bound, `${rowsOf[table]} rows of ${table}: ${text}`);
}

suite("what an index finds, or puts in order, looks at few of the orders", () => {
  before(async () => {
    // What reads of another file still see is not seen by all, by which plans are chosen too.
    await othersOver();
    const owner = new pg.Client({ connectionString: await testDatabaseUrl() });
    await owner.connect();
    await owner.query("vacuum (analyze) purchase_order, line_item");
    await owner.end();
  });
  const questions: readonly [of: "orders" | "lines", query: Query][] = [
    ["orders", {}],
    ["orders", { Status: "Open" }],
    ["orders", { IsSubmitted: false }],
    ["orders", { Status: "Canceled" }],
    ["orders", { ID: "o-77" }],
    ["orders", { ID: "o-432*" }],
    ["orders", { FromCompanyID: "few" }],
    ["orders", { FromUserID: "nobody" }],
    ["orders", { LastUpdated: `>${at(many + 50)}`, sortBy: "LastUpdated" }],
    ["orders", { DateSubmitted: `<${at(50)}` }],
    ["orders", { sortBy: "!Total" }],
    ["orders", { sortBy: "Total" }],
    ["orders", { sortBy: "DateCreated" }],
    ["lines", { "Order.Status": "Canceled" }],
    ["lines", { OrderID: "o-4321" }],
    ["lines", { OrderID: "o-432*" }],
    ["lines", { ProductID: "seldom-042" }],
    ["lines", { "Order.FromCompanyID": "few" }],
    ["orders", { "xp.Number": "n1234" }],
    ["orders", { "xp.Number": "none" }],
    ["orders", { search: "nothing" }],
    ["orders", { search: "fragile" }],
    ["orders", { ID: "o-77|O-78" }],
    ["orders", { sortBy: "ID" }],
    ["orders", { LastUpdated: `>${at(many + 50)}` }],
    ["lines", {}],
    ["lines", { "Order.Status": "Open" }],
    ["lines", { "Order.xp.Number": "n77" }],
    ["lines", { sortBy: "!Order.Total" }],
  ];
  test("an order that people were told of is looked up by the IDs it has had", async () => {
    const { app } = await testServer();
    const looked = await rowsExplained(own, ["purchase_order"], () =>
      app.works.run(own.id, systemActor("test"), "read", async ({ db }) =>
        assert.equal(await presentId(db, "O-77", undefined), "O-77"),
      ),
    );
    assert.ok(looked.length > 0);
    for (const { text, rows } of looked) assert.ok(rows < 10, `${rows} rows: ${text}`);
  });
  for (const [of, query] of questions) test(`${of}: ${JSON.stringify(query)}`, () => looksAtFew(of, query));

  test("lines of the few orders that an index finds are counted without looking at lines of others", async () => {
    const query = { "Order.LastUpdated": `>${at(many + 40)}` };
    const looked = await rowsExplained(own, ["line_item"], async () => {
      const path = { direction: "All" };
      const { Meta } = await own.seller.accepted("LineItems.ListAcrossOrders", { path, query });
      assert.equal(Meta?.TotalCount, 40);
    });
    assert.ok(looked.length > 0);
    for (const { text, rows } of looked) assert.ok(rows < 600, `${rows} rows: ${text}`);
  });

  // Their totals are of all, and are kept where counting them takes long.
  const ofNoneOfTheNewest: readonly [of: "orders" | "lines", query: Query][] = [
    ["orders", { "xp.Era": "first" }],
    ["orders", { "xp.Era": "first", page: 3 }],
    ["orders", { "BillingAddress.City": "Oslo" }],
    ["orders", { search: "plain", "xp.Era": "first" }],
    ["lines", { "Order.xp.Era": "first" }],
    ["lines", { "Order.BillingAddress.City": "Oslo" }],
  ];
  for (const [of, query] of ofNoneOfTheNewest)
    test(`${of} that many others pass and none of the newest: ${JSON.stringify(query)}`, () =>
      looksAtFew(of, query, { andCounts: false }));
});
