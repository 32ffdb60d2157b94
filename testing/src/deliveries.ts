import type { GivenUp, Subscriber } from "@orderwell/server/testing";
import { Outbox } from "@orderwell/server/testing";
import pg from "pg";
import { testDatabaseUrl } from "./database.ts";
import { afterFile } from "./endings.ts";
import { isOwn } from "./marketplace.ts";
import { testServer } from "./server.ts";

/**
 * Delivers what is announced in this process's marketplaces to one subscriber until the file is over: the server under test
 * delivers nothing. What other test files announce waits for theirs, which may try it as often and as soon as they mean to.
 */
export async function startDeliveries(
  subscriber: Subscriber,
  options: { readonly givingUp?: (delivery: GivenUp) => Promise<void> } = {},
): Promise<void> {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  const { app } = await testServer();
  const outbox = new Outbox(app.services.secrets);
  outbox.subscribe(subscriber);
  outbox.start(pool, { log: () => {}, pollMs: 100, isFor: isOwn, ...options });
  afterFile.push(async () => {
    await outbox.stop();
    await pool.end();
  });
}
