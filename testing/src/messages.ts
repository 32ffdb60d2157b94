import assert from "node:assert/strict";
import type { MessageType } from "@orderwell/contract";
import { developmentMailbox } from "@orderwell/server/testing";
import { startDeliveries } from "./deliveries.ts";
import { afterFile } from "./endings.ts";
import { portalClient, type TestMarketplace } from "./marketplace.ts";
import { testServer } from "./server.ts";
import { until } from "./until.ts";

/** A message as the portal shows it to the owner of a marketplace in development. */
export interface TestMessage {
  readonly OcLogIdHeader: string;
  readonly Environment: string;
  readonly MessageType: MessageType;
  readonly BuyerID: string | null;
  readonly Recipient: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: differs by type
  readonly EventBody: any;
}

let delivering: Promise<void> | undefined;

/** Delivers, of all that is announced, messages to people, until the file is over. */
function deliverMessages(): Promise<void> {
  delivering ??= (async () => {
    const { app } = await testServer();
    await startDeliveries(developmentMailbox(app.works));
    afterFile.push(() => {
      delivering = undefined;
    });
  })();
  return delivering;
}

/** Messages to a user so far, the latest first. */
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
  return until(async () => {
    const found = (await messagesTo(own, username)).filter(({ MessageType }) => MessageType === type);
    return found.length >= number && found;
  }, `${username} was sent no ${type}`);
}
