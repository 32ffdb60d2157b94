import type { TestContext } from "node:test";
import {
  addClient,
  newCaller,
  type Received,
  type Receiver,
  receiver,
  type ServiceAnswer,
  type Shop,
  shop,
  type TestClient,
} from "@orderwell/testing";

/** Products that the service of these tests knows. */
export const known = {
  drill: {
    Product: { ID: "drill", Name: "Drill", ShipWeight: 2.5, Returnable: true, xp: { volts: 18, of: { maker: "Ace" } } },
    UnitPrice: 129.95,
  },
  saw: { Product: { ID: "saw", Name: "Saw", DefaultSupplierID: "SUP" }, UnitPrice: 20 },
} as const satisfies Record<string, object>;

export interface Elsewhere extends Shop {
  readonly service: Receiver;
  readonly clientId: string;
  /** A shopper through an API client with the event. */
  readonly buyer: TestClient;
}

/** A shop with a supplier `sup` whose products are partly somewhere else, where a service knows them. */
export async function elsewhere(
  t: TestContext,
  answer: (call: Received) => ServiceAnswer | Promise<ServiceAnswer> = ({ payload }) => ({
    body: known[payload.ProductID.toLowerCase() as keyof typeof known] ?? { Product: null },
  }),
  event: object = {},
): Promise<Elsewhere> {
  const own = await shop(t);
  const service = await receiver(t, answer);
  await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "external",
      Name: "External",
      EventType: "AddToCart",
      CustomImplementationUrl: `${service.url}/AddToCart?v=1`,
      HashKey: "shared key ✓",
      ...event,
    },
  });
  const clientId = await addClient(own, { AddToCartIntegrationEventID: "external" });
  const buyer = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  return { ...own, service, clientId, buyer };
}
