import { afterFile } from "@orderwell/testing";
import pg from "pg";
import type { Subscriber } from "../platform/outbox/delivery.ts";
import { Outbox } from "../platform/outbox/outbox.ts";
import { testDatabaseUrl } from "./harness.ts";

/** Delivers what is announced to one subscriber until the file is over: the server under test delivers nothing. */
export async function startDeliveries(subscriber: Subscriber): Promise<void> {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  const outbox = new Outbox();
  outbox.subscribe(subscriber);
  outbox.start(pool, { log: () => {}, pollMs: 100 });
  afterFile.push(async () => {
    await outbox.stop();
    await pool.end();
  });
}
