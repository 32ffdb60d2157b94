import Fastify from "fastify";
import pg from "pg";
import { Connection, type Work } from "./load.ts";
import { startStoredReply } from "./processes.ts";

/** The bare HTTP server, answering every request with one stored reply: what HTTP alone costs on this machine. */
async function storedReply(bytes: number): Promise<void> {
  const text = JSON.stringify({ reply: "x".repeat(Math.max(0, bytes - 12)) });
  const app = Fastify();
  app.get("/", (_request, reply) => reply.type("application/json; charset=utf-8").send(text));
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  process.send?.({ address });
}

/** That server in a process of its own, asked by so many users. */
export async function storedReplyFloor(bytes: number, concurrency: number): Promise<Work> {
  const server = await startStoredReply(bytes);
  const connections = Array.from({ length: concurrency }, () => new Connection(server.baseUrl));
  return {
    serverPid: server.pid,
    warmUp: 2_000,
    step: async (lane) => (await (connections[lane] as Connection).must({ path: "/" })).text.length,
    async close() {
      await Promise.all(connections.map((connection) => connection.close()));
      await server.stop();
    },
  };
}

/**
 * Rows by hand-written SQL over the bare driver: named statements, one pool, nothing around it. `keys` says which page.
 */
export function driverFloor(databaseUrl: string, connections: number) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  const columns = `p.id, p.name, p.description, p.owner_id, p.quantity_multiplier, p.ship_weight, p.ship_height,
    p.ship_width, p.ship_length, p.active, p.spec_count, p.variant_count, p.default_supplier_id, p.inventory_enabled,
    p.quantity_available, p.xp::text as xp, s.id as schedule_id, s.name as schedule_name, s.min_quantity, s.max_quantity,
    s.price_breaks::text as price_breaks`;
  const from = `from product p left join price_schedule s
    on s.marketplace_id = p.marketplace_id and s.id = p.default_price_schedule_id`;
  return {
    async page(marketplaceId: string, offset: number): Promise<number> {
      const { rows } = await pool.query({
        name: "floor-page",
        text: `select ${columns} ${from} where p.marketplace_id = $1
          order by folded_text(p.owner_id), folded_text(p.name), folded_text(p.id) limit 20 offset $2`,
        values: [marketplaceId, offset],
      });
      return rows.length;
    },
    async one(marketplaceId: string, id: string): Promise<number> {
      const { rows } = await pool.query({
        name: "floor-one",
        text: `select ${columns} ${from} where p.marketplace_id = $1 and p.id = $2`,
        values: [marketplaceId, id],
      });
      return rows.length;
    },
    /** The products with a number in their extended properties, and how many there are. */
    async xpFilter(marketplaceId: string, size: number): Promise<number> {
      const where = `p.marketplace_id = $1 and p.xp_folded @> jsonb_build_object('Size', $2::int)`;
      const [{ rows }] = await Promise.all([
        pool.query({
          name: "floor-filter",
          text: `select ${columns} ${from} where ${where}
            order by folded_text(p.owner_id), folded_text(p.name), folded_text(p.id) limit 20`,
          values: [marketplaceId, size],
        }),
        pool.query({
          name: "floor-count",
          text: `select count(*) from product p where ${where}`,
          values: [marketplaceId, size],
        }),
      ]);
      return rows.length;
    },
    /** A transaction of so many trivial writes, each its own trip: what a checkout of as many statements costs at least. */
    async transaction(statements: number): Promise<number> {
      const client = await pool.connect();
      try {
        await client.query("begin");
        for (let index = 0; index < statements; index++)
          await client.query({
            name: "floor-write",
            text: "insert into bench_floor (key, value) values ($1, $2)",
            values: [index, "a row of the size that an order's parts have, more or less"],
          });
        await client.query("commit");
        return 0;
      } finally {
        client.release();
      }
    },
    async prepare(): Promise<void> {
      await pool.query("drop table if exists bench_floor; create table bench_floor (key int, value text)");
    },
    async close(): Promise<void> {
      await pool.query("drop table if exists bench_floor");
      await pool.end();
    },
  };
}

// Run as a process of its own, so that it shares the machine with its client as the server does.
if (process.argv[2] === "stored-reply") await storedReply(Number(process.argv[3]));
