import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { MessageType } from "@orderwell/contract";
import pg from "pg";
import { messageKeeper } from "../integrations/index.ts";
import { Outbox } from "../platform/outbox/outbox.ts";
import { beforeStop, portalClient, type TestMarketplace, testDatabaseUrl, testServer } from "./harness.ts";

/** A message as the portal shows it to the owner of a marketplace in development. */
export interface TestMessage {
  readonly MessageType: MessageType;
  readonly BuyerID: string | null;
  readonly Recipient: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: differs by type
  readonly EventBody: any;
}

let delivering: Promise<Outbox> | undefined;

/** Delivers, of all that is announced, messages to people: the server under test delivers nothing. */
function deliverMessages(): Promise<Outbox> {
  delivering ??= (async () => {
    const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
    const outbox = new Outbox();
    outbox.subscribe(messageKeeper((await testServer()).app.services.tenants));
    outbox.start(pool, { log: () => {}, pollMs: 100 });
    beforeStop.push(async () => {
      await outbox.stop();
      await pool.end();
    });
    return outbox;
  })();
  return delivering;
}

/** What a user was sent so far, the latest first. */
export async function messagesTo(own: TestMarketplace, username: string): Promise<readonly TestMessage[]> {
  await deliverMessages();
  const url = `/portal/api/v1/organizations/${own.id}/messages?username=${encodeURIComponent(username)}`;
  const { status, body } = await (await portalClient()).raw("GET", url);
  assert.equal(status, 200);
  return body.Items;
}

/** Waits until a user was sent so many messages of a type, and returns them, the latest first. */
export async function awaitMessages(
  own: TestMarketplace,
  username: string,
  type: MessageType,
  number = 1,
): Promise<readonly TestMessage[]> {
  for (let tries = 0; tries < 100; tries++) {
    const found = (await messagesTo(own, username)).filter(({ MessageType }) => MessageType === type);
    if (found.length >= number) return found;
    await pause(50);
  }
  throw new Error(`${username} was sent no ${type}`);
}
