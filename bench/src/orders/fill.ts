import pg from "pg";
import type { Fixture } from "../fixture.ts";
import { rebuiltIndexes } from "../rebuilt-indexes.ts";

/** Sizes of a marketplace, by its orders: a million are of a thousand buyers with twenty thousand users. */
const sizesOf = (orders: number) => ({
  orders,
  buyers: Math.max(10, Math.round(orders / 1_000)),
  users: Math.max(20, Math.round(orders / 50)),
  suppliers: 50,
});

/**
 * Order number `n`: in ten, seven are of buyers to the marketplace, two of those forwarded to a supplier as an order of its
 * own, and one a cart; of a hundred, some wait for approval, were declined or canceled.
 */
const kindOf = "n % 10";
const isForwarded = `${kindOf} in (7, 8)`;
const statusOf = `case when ${kindOf} = 9 then case when n % 100 < 80 then 'Unsubmitted' when n % 100 < 90 then 'AwaitingApproval' else 'Declined' end
  when n % 50 = 13 then 'Canceled' when n % 4 = 0 then 'Open' else 'Completed' end`;

/** Of every hundred orders, ten are of one user, who has bought for years. */
const isBusy = "n / 10 % 10 = 3";

const tables = ["purchase_order", "line_item", "payment", "shipment", "shipment_item", "order_return"];

/**
 * Fills a marketplace with orders of two years, three lines each of two thousand products, one of them in three of a hundred
 * lines, with payments; what is completed was shipped, two lines of it, and a twentieth of that given back. They are written
 * to the tables without indexes, which are made faster afterwards. A million take some minutes and six gigabytes.
 *
 * The first user of the first buyer and of the first supplier are those that the API made, and so is the one with a tenth of
 * all orders.
 */
export async function fillOrders(databaseUrl: string, { marketplaceId: own }: Fixture, orders: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = (text: string) => client.query(text);
  const { buyers, users, suppliers } = sizesOf(orders);
  try {
    const indexes = await rebuiltIndexes(client, tables);
    await run("begin");
    await run(`set local app.marketplace = '${own}'`);
    // References hold by the way the rows are made; without the right to say so they are checked one by one.
    await run("savepoint references_hold");
    await run("set local session_replication_role = replica").catch(() => run("rollback to references_hold"));
    await indexes.drop();
    await run(
      `insert into buyer (marketplace_id, id, name, active, default_catalog_id, date_created)
       select '${own}', 'b-' || n, 'Buyer ' || n, true, 'buyer', now() from generate_series(1, ${buyers - 1}) n`,
    );
    await run(
      `insert into supplier (marketplace_id, id, name, active, all_buyers_can_order, date_created)
       select '${own}', 's-' || n, 'Supplier ' || n, true, true, now() from generate_series(1, ${suppliers - 1}) n`,
    );
    await run(
      `insert into app_user (marketplace_id, buyer_id, id, username, first_name, last_name, email, active, date_created)
       select '${own}', 'b-' || n % ${buyers}, 'u-' || n, 'u-' || n, 'First' || n % 100, 'Last' || n % 1000, 'u' || n || '@example.com', true, now()
       from generate_series(0, ${users - 1}) n where n <> 0`,
    );
    await run(
      `create temporary table person on commit drop as
       select row_number() over (order by u.id <> 'busy', u.id <> 'shopper', u.key) - 2 as number, u.key, u.id, u.buyer_id,
         json_build_object('ID', u.id, 'Username', u.username, 'Email', u.email, 'FirstName', u.first_name, 'LastName', u.last_name) as shown
       from app_user u where u.marketplace_id = '${own}' and (u.id = 'busy' or u.buyer_id like 'b-%' and u.id <> 'admin')`,
    );
    await run("create unique index on person (number)");
    await run("analyze person");
    await run(
      `insert into purchase_order (marketplace_id, id, buyer_id, supplier_id, from_user_key, from_user_id, from_user, billing_address,
         shipping_address_id, comments, line_item_count, status, is_submitted, date_created, date_submitted, date_completed,
         last_updated, currency, subtotal, shipping_cost, total, xp)
       select '${own}', case when ${isForwarded} then 'so-' else 'o-' end || n, case when ${isForwarded} then null else p.buyer_id end,
         case when ${isForwarded} then 's-' || (n / 10) % ${suppliers} end, p.key, p.id, p.shown,
         json_build_object('Street1', n || ' Main St', 'City', (array['Oslo','Bergen','Minneapolis','Austin','Leeds','Lyon'])[1 + n % 6], 'Zip', n % 90000, 'Country', 'US'),
         null, case when n % 20 = 0 then 'Leave with neighbor ' || n % 1000 when n % 20 = 1 then 'Urgent delivery before noon' end,
         3, status, ${kindOf} <> 9, at, case when ${kindOf} <> 9 or status <> 'Unsubmitted' then at + interval '10 minutes' end,
         case when status = 'Completed' then at + interval '3 days' end, at, 'USD', 75, n % 997, 75 + n % 997,
         json_build_object('Channel', (array['web','phone','edi','store'])[1 + n % 4], 'ErpNumber', 'ERP' || n, 'Region', n % 40, 'Gift', n % 9 = 0)
       from (select n, ${statusOf} as status, now() - interval '63 seconds' * (${orders} - n) as at from generate_series(0, ${orders - 1}) n) o
       join person p on p.number = case when ${isBusy} then -1 else (o.n / 10 * 7919 + o.n % 10) % (select count(*) - 1 from person) end`,
    );
    await run(
      `insert into line_item (marketplace_id, order_id, id, product_id, quantity, date_added, frozen, product, unit_price, line_subtotal,
         line_total, supplier_id, xp)
       select '${own}', o.id, 'l-' || l, 'product-' || p, l + 1, o.date_created, o.is_submitted,
         json_build_object('ID', 'product-' || p, 'Name', 'Product ' || p, 'Description', 'A product among many.', 'QuantityMultiplier', 1, 'xp', json_build_object('Color', 'red')),
         12.5, 12.5 * (l + 1), 12.5 * (l + 1), o.supplier_id, json_build_object('Engraving', l)
       from purchase_order o cross join generate_series(0, 2) l
       cross join lateral (select substring(o.id from '\\d+$')::int + l * 17 as n) number
       cross join lateral (select number.n * 31 % 100 * (number.n / 100 * 7 % 50) as p) product
       where o.marketplace_id = '${own}'`,
    );
    await run(
      `insert into payment (marketplace_id, order_id, id, type, date_created, currency, amount, accepted, buyer_id)
       select '${own}', o.id, 'p', 'PurchaseOrder', o.date_created, 'USD', o.total, true, o.buyer_id
       from purchase_order o where o.marketplace_id = '${own}' and o.is_submitted and o.buyer_id is not null`,
    );
    const ofCompleted = (selected: string, further = "") =>
      `select o.marketplace_id, ${selected} from purchase_order o
       where o.marketplace_id = '${own}' and o.is_submitted and o.status = 'Completed' ${further}`;
    await run(
      `insert into shipment (marketplace_id, id, supplier_id, buyer_id, shipper, date_shipped, tracking_number, cost, to_address, xp)
       ${ofCompleted(`'s-' || o.id, o.supplier_id, o.buyer_id, (array['UPS','DHL','Post'])[1 + o.total::int % 3],
         o.date_completed, '1Z' || o.id, 5, o.billing_address, json_build_object('Carrier', 'C' || o.total::int % 50)`)}`,
    );
    await run(
      `insert into shipment_item (marketplace_id, shipment_id, order_id, line_item_id, quantity_shipped)
       select marketplace_id, shipment_id, order_id, 'l-' || l, 1
       from (${ofCompleted("'s-' || o.id as shipment_id, o.id as order_id")}) s cross join generate_series(0, 1) l`,
    );
    await run(
      `insert into order_return (marketplace_id, id, order_id, status, date_created, date_submitted, last_updated, creator_type)
       ${ofCompleted("'r-' || o.id, o.id, 'Open', o.date_completed, o.date_completed, o.date_completed, 'Buyer'", "and o.total::int % 20 = 7")}`,
    );
    await run(
      `insert into order_count (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard, orders, lines)
       select o.marketplace_id, o.is_submitted, o.status, o.buyer_id is not null, o.supplier_id is not null, 0, count(*),
         case when o.is_submitted then 3 * count(*) else 0 end
       from purchase_order o where o.marketplace_id = '${own}' and (o.id like 'o-%' or o.id like 'so-%') group by 1, 2, 3, 4, 5
       on conflict (marketplace_id, is_submitted, status, from_buyer, to_supplier, shard) do update
       set orders = order_count.orders + excluded.orders, lines = order_count.lines + excluded.lines`,
    );
    await run("commit");
    await indexes.make();
    await run(`vacuum (analyze) ${tables.join(", ")}, app_user, buyer, supplier`);
  } finally {
    await client.end();
  }
}
