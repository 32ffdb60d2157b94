import type { Fixture } from "./fixture.ts";
import { Connection, type Measurement, measure } from "./load.ts";

interface Settings {
  readonly seconds: number;
  readonly concurrency: number;
}

/** What is measured of the API. Each returns its numbers; the reply's size sets the floor it is compared with. */
export function profiles(baseUrl: string, fixture: Fixture, products: number) {
  const { buyerToken, sellerToken } = fixture;

  const get = async (settings: Settings, token: string, path: (round: number) => string): Promise<Measurement> => {
    const connections = Array.from({ length: settings.concurrency }, () => new Connection(baseUrl));
    const result = await measure(settings, async (lane, round) => {
      const reply = await (connections[lane] as Connection).must({
        path: path(round * settings.concurrency + lane),
        token,
      });
      return reply.text.length;
    });
    await Promise.all(connections.map((connection) => connection.close()));
    return result;
  };

  const lanes = async (
    settings: Settings,
    setUp: (connection: Connection, lane: number) => Promise<string>,
    step: (connection: Connection, state: string, round: number, lane: number) => Promise<number>,
  ): Promise<Measurement> => {
    const connections = Array.from({ length: settings.concurrency }, () => new Connection(baseUrl));
    const states = await Promise.all(connections.map(setUp));
    const result = await measure(settings, (lane, round) =>
      step(connections[lane] as Connection, states[lane] as string, round, lane),
    );
    await Promise.all(connections.map((connection) => connection.close()));
    return result;
  };

  const product = (round: number): string => `product-${(round * 7919) % products}`;
  const run = Math.random().toString(36).slice(2, 8);
  const newOrder = async (connection: Connection): Promise<string> => {
    const { text } = await connection.must({
      method: "POST",
      path: "/v1/orders/outgoing",
      body: {},
      token: buyerToken,
    });
    return (JSON.parse(text) as { ID: string }).ID;
  };

  return {
    firstPage: (settings: Settings) => get(settings, buyerToken, () => "/v1/me/products"),
    page100: (settings: Settings) => get(settings, buyerToken, () => "/v1/me/products?page=100"),
    oneProduct: (settings: Settings) => get(settings, buyerToken, (round) => `/v1/me/products/${product(round)}`),
    whoAmI: (settings: Settings) => get(settings, buyerToken, () => "/v1/me"),
    search: (settings: Settings) =>
      get(
        settings,
        buyerToken,
        (round) => `/v1/me/products?search=product%20${String((round * 7919) % products).padStart(7, "0")}`,
      ),
    facetedFilter: (settings: Settings) =>
      get(settings, buyerToken, (round) => `/v1/me/products?xp.Size=${round % 12}&xp.Color=oak|ash`),
    adminXpFilter: (settings: Settings) =>
      get(settings, sellerToken, (round) => `/v1/products?xp.Size=${round % 12}&pageSize=20`),
    addLineItem: (settings: Settings) =>
      lanes(settings, newOrder, async (connection, order, round, lane) => {
        const path = `/v1/orders/outgoing/${order}/lineitems`;
        const body = { ProductID: product(round * 16 + lane), Quantity: 1 };
        const { text } = await connection.must({ method: "POST", path, body, token: buyerToken });
        // A cart of ordinary size: the line goes again before the next comes.
        await connection.must({
          method: "DELETE",
          path: `${path}/${(JSON.parse(text) as { ID: string }).ID}`,
          token: buyerToken,
        });
        return text.length;
      }),
    createProduct: (settings: Settings) =>
      lanes(
        settings,
        async () => "",
        async (connection, _, round, lane) => {
          const body = {
            ID: `bulk-${run}-${lane}-${round}`,
            Name: `Bulk ${lane} ${round}`,
            Active: true,
            DefaultPriceScheduleID: fixture.template,
            xp: { Color: "red", Size: round % 12 },
          };
          return (await connection.must({ method: "POST", path: "/v1/products", body, token: sellerToken })).text
            .length;
        },
      ),
    /** Create, three lines, both addresses, a payment, submit: eight calls; the time is of all of them together. */
    checkout: (settings: Settings) =>
      lanes(
        settings,
        async () => "",
        async (connection, _, round, lane) => {
          const order = `/v1/orders/outgoing/${await newOrder(connection)}`;
          const post = (path: string, body: unknown) =>
            connection.must({ method: "POST", path: order + path, body, token: buyerToken });
          for (let line = 0; line < 3; line++)
            await post("/lineitems", { ProductID: product(round * 48 + lane * 3 + line), Quantity: 1 + line });
          const address = {
            FirstName: "A",
            LastName: "B",
            Street1: "1 Main St",
            City: "Minneapolis",
            State: "MN",
            Zip: "55401",
            Country: "US",
          };
          await connection.must({ method: "PUT", path: `${order}/shipto`, body: address, token: buyerToken });
          await connection.must({ method: "PUT", path: `${order}/billto`, body: address, token: buyerToken });
          await post("/payments", { Type: "PurchaseOrder" });
          return (await post("/submit", {})).text.length;
        },
      ),
  };
}

/** Calls of one checkout, for the floor it is compared with. */
export const checkoutCalls = 8;
