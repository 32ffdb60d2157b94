// What keys of their own would cost and gain: `npm run bench:keys` (docs/decisions/0020-business-ids-as-keys.md).
//
// Two schemas of the same assignments, one with business IDs as keys and one with numbers, take turns on one connection.
import pg from "pg";
import { benchDatabase } from "./database.ts";

const products = 10_000;
const buyers = 100;
const perBuyer = 1_000;
const repetitions = 1_000;
const rounds = 7;

const setUp = `
  create schema keys;
  set search_path = keys;
  create table n_buyer (m text, id text, name text, primary key (m, id));
  create unique index on n_buyer (m, lower(id));
  create table n_product (m text, id text, name text, primary key (m, id));
  create unique index on n_product (m, lower(id));
  create table n_assignment (m text, buyer_id text, product_id text, price numeric, primary key (m, buyer_id, product_id),
    foreign key (m, buyer_id) references n_buyer deferrable initially deferred,
    foreign key (m, product_id) references n_product deferrable initially deferred);
  create index on n_assignment (m, product_id);
  create table s_buyer (m text, key bigint generated always as identity, id text, name text, primary key (m, key));
  create unique index on s_buyer (m, lower(id));
  create table s_product (m text, key bigint generated always as identity, id text, name text, primary key (m, key));
  create unique index on s_product (m, lower(id));
  create table s_assignment (m text, buyer_key bigint, product_key bigint, price numeric, primary key (m, buyer_key, product_key),
    foreign key (m, buyer_key) references s_buyer deferrable initially deferred,
    foreign key (m, product_key) references s_product deferrable initially deferred);
  create index on s_assignment (m, product_key);
  insert into n_buyer select 'shop', 'buyer-number-' || g, 'Buyer ' || g from generate_series(1, ${buyers}) g;
  insert into n_product select 'shop', 'product-number-' || g, 'Product ' || g from generate_series(1, ${products}) g;
  insert into n_assignment select 'shop', b.id, 'product-number-' || (g * 7919 % ${products} + 1), g
    from n_buyer b, generate_series(1, ${perBuyer}) g;
  insert into s_buyer (m, id, name) select m, id, name from n_buyer;
  insert into s_product (m, id, name) select m, id, name from n_product;
  analyze;
  insert into s_assignment select a.m, b.key, p.key, a.price from n_assignment a
    join s_buyer b on b.m = a.m and b.id = a.buyer_id join s_product p on p.m = a.m and p.id = a.product_id;
  analyze;`;

interface Case {
  readonly name: string;
  readonly repetitions: number;
  readonly natural: readonly string[];
  readonly surrogate: readonly string[];
  values(n: number): unknown[];
}

const buyer = (n: number): string => `buyer-number-${(n % buyers) + 1}`;
const product = (n: number): string => `product-number-${((n * 31) % products) + 1}`;

const cases: readonly Case[] = [
  {
    name: "page of 20 assignments, IDs shown",
    repetitions: 100,
    natural: [
      "select buyer_id, product_id, price from n_assignment where m = 'shop' and buyer_id = $1 order by product_id limit 20",
    ],
    surrogate: [
      `select b.id, p.id, a.price from s_buyer b join s_assignment a on a.m = b.m and a.buyer_key = b.key
        join s_product p on p.m = a.m and p.key = a.product_key
        where b.m = 'shop' and b.id = $1 and lower(b.id) = lower($1) order by p.id limit 20`,
    ],
    values: (n) => [buyer(n)],
  },
  {
    name: "one object by its ID",
    repetitions,
    natural: ["select id, name from n_product where m = 'shop' and lower(id) = lower($1)"],
    surrogate: ["select id, name from s_product where m = 'shop' and lower(id) = lower($1)"],
    values: (n) => [product(n)],
  },
  {
    name: "new assignment, both IDs resolved",
    repetitions,
    natural: [
      `insert into n_assignment select 'shop', b.id, p.id, 1 from n_buyer b, n_product p
        where b.m = 'shop' and lower(b.id) = lower($1) and p.m = 'shop' and lower(p.id) = lower($2)
        on conflict (m, buyer_id, product_id) do update set price = excluded.price`,
    ],
    surrogate: [
      `insert into s_assignment select 'shop', b.key, p.key, 1 from s_buyer b, s_product p
        where b.m = 'shop' and lower(b.id) = lower($1) and p.m = 'shop' and lower(p.id) = lower($2)
        on conflict (m, buyer_key, product_key) do update set price = excluded.price`,
    ],
    values: (n) => [buyer(n), product(n)],
  },
  {
    name: `new ID for a buyer with ${perBuyer} assignments`,
    repetitions: 5,
    natural: [
      "update n_buyer set id = $1 || '-x' where m = 'shop' and id = $1",
      "update n_assignment set buyer_id = $1 || '-x' where m = 'shop' and buyer_id = $1",
      "update n_assignment set buyer_id = $1 where m = 'shop' and buyer_id = $1 || '-x'",
      "update n_buyer set id = $1 where m = 'shop' and id = $1 || '-x'",
    ],
    surrogate: [
      "update s_buyer set id = $1 || '-x' where m = 'shop' and id = $1",
      "update s_buyer set id = $1 where m = 'shop' and id = $1 || '-x'",
    ],
    values: (n) => [buyer(n)],
  },
];

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;

const database = await benchDatabase();
const client = new pg.Client({ connectionString: database.url });
try {
  await client.connect();
  await client.query(setUp);
  const timed = async (one: Case, side: "natural" | "surrogate", round: number): Promise<number> => {
    const started = performance.now();
    for (let n = 0; n < one.repetitions; n++) {
      const several = one[side].length > 1;
      if (several) await client.query("begin");
      for (const [index, text] of one[side].entries())
        await client.query({
          name: `${one.name}-${side}-${index}`.slice(0, 60),
          text,
          values: one.values(n + round * one.repetitions),
        });
      if (several) await client.query("commit");
    }
    return ((performance.now() - started) * 1_000) / one.repetitions;
  };
  console.log("Microseconds each, median of turns: business IDs as keys, numbers as keys, ratio");
  for (const one of cases) {
    const [natural, surrogate]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const [a, b] = [await timed(one, "natural", round), await timed(one, "surrogate", round)];
      // The first turn only warms up.
      if (round > 0) {
        natural.push(a);
        surrogate.push(b);
      }
    }
    const ratio = median(natural.map((value, index) => value / (surrogate[index] as number)));
    console.log(`${one.name}: ${median(natural).toFixed(0)}, ${median(surrogate).toFixed(0)}, ${ratio.toFixed(2)}`);
  }
  const { rows } = await client.query<{ natural: string; surrogate: string }>(`
    select sum(pg_total_relation_size(oid)) filter (where relname like 'n\\_%') as natural,
      sum(pg_total_relation_size(oid)) filter (where relname like 's\\_%') as surrogate
    from pg_class where relnamespace = 'keys'::regnamespace and relkind = 'r'`);
  const megabytes = (bytes: string | undefined) => (Number(bytes) / 1e6).toFixed(1);
  console.log(`megabytes with indexes: ${megabytes(rows[0]?.natural)}, ${megabytes(rows[0]?.surrogate)}`);
} finally {
  await client.end();
  await database.stop();
}
