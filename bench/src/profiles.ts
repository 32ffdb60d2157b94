import type { Fixture } from "./fixture.ts";
import { Connection, type Work } from "./load.ts";
import type { Running } from "./processes.ts";

/** Kinds of work to measure of the API, each made ready for so many parallel users. */
export function profiles(server: Running, fixture: Fixture, products: number, concurrency: number) {
  const { buyerToken, sellerToken } = fixture;

  const lanes = async (
    setUp: (connection: Connection, lane: number) => Promise<string>,
    step: (connection: Connection, state: string, round: number, lane: number) => Promise<number>,
  ): Promise<Work> => {
    const connections = Array.from({ length: concurrency }, () => new Connection(server.baseUrl));
    const states = await Promise.all(connections.map(setUp));
    return {
      serverPid: server.pid,
      step: (lane, round) => step(connections[lane] as Connection, states[lane] as string, round, lane),
      close: async () => void (await Promise.all(connections.map((connection) => connection.close()))),
    };
  };

  const nothing = async (): Promise<string> => "";

  const get = async (token: string, path: (round: number) => string, warmUp = 0): Promise<Work> => ({
    ...(await lanes(nothing, async (connection, _, round, lane) => {
      const reply = await connection.must({ path: path(round * concurrency + lane), token });
      return reply.text.length;
    })),
    warmUp,
  });
  const busy = 2_000;

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
    firstPage: () => get(buyerToken, () => "/v1/me/products", busy),
    page100: () => get(buyerToken, () => "/v1/me/products?page=100", busy),
    oneProduct: () => get(buyerToken, (round) => `/v1/me/products/${product(round)}`, products),
    whoAmI: () => get(buyerToken, () => "/v1/me", busy),
    search: () =>
      get(
        buyerToken,
        (round) => `/v1/me/products?search=product%20${String((round * 7919) % products).padStart(7, "0")}`,
      ),
    /** Words that only some twenty products have. */
    narrowSearch: () => get(buyerToken, (round) => `/v1/me/products?search=batch${(round * 7919) % (products / 20)}`),
    facetedFilter: () => get(buyerToken, (round) => `/v1/me/products?xp.Size=${round % 12}&xp.Color=oak|ash`),
    adminXpFilter: () => get(sellerToken, (round) => `/v1/products?xp.Size=${round % 12}&pageSize=20`),
    addLineItem: () =>
      lanes(newOrder, async (connection, order, round, lane) => {
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
    createProduct: () =>
      lanes(nothing, async (connection, _, round, lane) => {
        const body = {
          ID: `bulk-${run}-${lane}-${round}`,
          Name: `Bulk ${lane} ${round}`,
          Active: true,
          DefaultPriceScheduleID: fixture.template,
          xp: { Color: "red", Size: round % 12 },
        };
        return (await connection.must({ method: "POST", path: "/v1/products", body, token: sellerToken })).text.length;
      }),
    /** Create, three lines, both addresses, a payment, submit: eight calls; the time is of all of them together. */
    checkout: () =>
      lanes(nothing, async (connection, _, round, lane) => {
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
      }),
  };
}

/**
 * Statements of one checkout, for the floor it is compared with: counted by pg_stat_statements (`track = top`), without those
 * that open, bind and close its eight transactions. To be counted again when a checkout is changed.
 */
export const checkoutStatements = 25;
