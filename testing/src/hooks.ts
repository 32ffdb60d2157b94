import type { Webhook } from "@orderwell/contract";
import type { TestClient } from "./client.ts";
import { type Lifetime, marketplace, type TestMarketplace } from "./marketplace.ts";
import { newCaller } from "./people.ts";
import { type Received, type Receiver, receiver, type ServiceAnswer } from "./receiver.ts";
import { addClient } from "./tokens.ts";

/** A marketplace with a service that a webhook tells of calls through one API client. */
export interface Hooked extends TestMarketplace {
  readonly service: Receiver;
  readonly clientId: string;
  /** A seller with full access, calling through that client. */
  readonly app: TestClient;
}

/** The routes of a webhook: `PUT v1/buyers/{buyerID}`. */
const routes = (texts: readonly string[]) =>
  texts.map((text) => ({ Verb: text.split(" ")[0] ?? "", Route: text.split(" ")[1] ?? "" }));

/** Makes them, and a buyer `acme`. */
export async function hooked(
  t: Lifetime,
  listensTo: readonly string[],
  webhook: Partial<Webhook> = {},
  answer?: (call: Received) => ServiceAnswer,
): Promise<Hooked> {
  const own = await marketplace(t);
  const service = await receiver(t, answer);
  const clientId = await addClient(own);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const body = {
    ID: "hook",
    Name: "The hook",
    Url: service.url,
    HashKey: "shared key ✓",
    ApiClientIDs: [clientId],
    WebhookRoutes: routes(listensTo),
    ...webhook,
  };
  await own.seller.ok("Webhooks.Create", { body });
  return { ...own, service, clientId, app: await newCaller(own, {}, ["FullAccess"], clientId) };
}
