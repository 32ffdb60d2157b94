import { createInterface } from "node:readline";
import pg from "pg";
import { startEmbedded } from "./embedded.ts";

// A server for tests to kill: each line read from standard input is stored, and answered once PostgreSQL has acknowledged it.
const database = await startEmbedded({ dataFolder: process.argv[2]!, log: () => undefined });
const client = new pg.Client({ connectionString: database.url });
await client.connect();
await client.query("create table if not exists note (text text primary key)");
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  await client.query("insert into note values ($1)", [line]);
  console.log(line);
}
