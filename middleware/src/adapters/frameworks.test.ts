import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { addClient, newCaller, shop, type TestClient } from "@orderwell/testing";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import {
  block,
  checkout,
  fakeTokens,
  forExpress,
  forFastify,
  forHono,
  forNext,
  forUsers,
  type Handler,
  hashOf,
  proceed,
  webhooks,
} from "../index.ts";

const hashKey = "shared key ✓";

/** Until the test is over. */
async function listening(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server for what takes a `Request` and gives a `Response`. */
const fetching = (t: TestContext, respond: (request: Request) => Response | Promise<Response>): Promise<string> =>
  listening(t, async (request, reply) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const asked = new Request(`http://${request.headers.host}${request.url}`, {
      method: request.method ?? "GET",
      headers: request.headers as Record<string, string>,
      body: body.length === 0 ? null : body,
    });
    const response = await respond(asked);
    reply.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  });

type Handlers = Readonly<Record<string, Handler>>;

/** The same handlers behind each framework; paths that end in `/*` serve what is beneath. */
const frameworks: Readonly<Record<string, (t: TestContext, handlers: Handlers) => Promise<string>>> = {
  async Fastify(t, handlers) {
    const app = fastify();
    app.post("/json", async (request) => request.body);
    app.register(forFastify(handlers));
    t.after(() => app.close());
    return app.listen({ host: "127.0.0.1", port: 0 });
  },
  Express(t, handlers) {
    const app = express();
    for (const [path, handler] of Object.entries(handlers)) app.use(path.replace("/*", ""), forExpress(handler));
    app.use(express.json());
    app.post("/json", (request, response) => void response.json(request.body));
    return listening(t, app);
  },
  "Express behind parsers that keep the bytes": (t, handlers) => {
    const app = express();
    app.use(express.raw({ type: "*/*", limit: "16mb" }));
    for (const [path, handler] of Object.entries(handlers)) app.use(path.replace("/*", ""), forExpress(handler));
    app.post("/json", (request, response) => void response.type("json").send(request.body));
    return listening(t, app);
  },
  Hono(t, handlers) {
    const app = new Hono();
    for (const [path, handler] of Object.entries(handlers)) app.all(path, forHono(handler));
    app.post("/json", async (context) => context.json(await context.req.json()));
    return fetching(t, (request) => app.fetch(request));
  },
  "Next route handlers": (t, handlers) => {
    const routes = Object.entries(handlers).map(
      ([path, handler]) => [path.replace("/*", ""), forNext(handler)] as const,
    );
    return fetching(t, (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/json") return new Response(request.body);
      const route = routes.find(([path]) => pathname.startsWith(path))?.[1];
      return route?.(request, { params: Promise.resolve({}) }) ?? new Response(null, { status: 404 });
    });
  },
};

/** A shopper whose API client has webhook and checkout event at a service. */
async function served(t: TestContext, url: string): Promise<TestClient> {
  const own = await shop(t);
  await own.product("p");
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "c",
      Name: "C",
      EventType: "OrderCheckout",
      CustomImplementationUrl: `${url}/checkout`,
      HashKey: hashKey,
    },
  });
  const clientId = await addClient(own, { OrderCheckoutIntegrationEventID: "c" });
  await own.seller.ok("Webhooks.Create", {
    body: {
      Name: "Asks",
      Url: `${url}/hooks`,
      HashKey: hashKey,
      BeforeProcessRequest: true,
      ApiClientIDs: [clientId],
      WebhookRoutes: [{ Verb: "POST", Route: "v1/cart/lineitems" }],
    },
  });
  return newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
}

for (const [name, serve] of Object.entries(frameworks)) {
  test(`${name}: webhooks and checkout of a server are verified, and what they answer counts`, async (t) => {
    const submitted: string[] = [];
    const url = await serve(t, {
      "/hooks": webhooks({
        hashKey,
        listeners: {
          "Cart.CreateLineItem": ({ Request: { Body } }) =>
            (Body.Quantity ?? 0) > 5 ? block({ most: 5, ünïcode: "✓" }) : proceed(),
        },
      }),
      "/checkout/*": checkout({
        hashKey,
        estimateShipping: ({ OrderWorksheet }) => ({
          ShipEstimates: [
            {
              ID: "parcel",
              ShipEstimateItems:
                OrderWorksheet?.LineItems?.map(({ ID, Quantity }) => ({ LineItemID: ID, Quantity })) ?? [],
              ShipMethods: [{ ID: "post", Name: "Post", Cost: 4.5, EstimatedTransitDays: 2 }],
            },
          ],
        }),
        calculate: async ({ OrderWorksheet }) => ({ TaxTotal: (OrderWorksheet?.Order?.Subtotal ?? 0) * 0.1 }),
        submit: ({ OrderWorksheet }) => {
          submitted.push(OrderWorksheet?.Order?.ID ?? "");
          return { xp: { number: 7 } };
        },
      }),
    });
    const buyer = await served(t, url);
    const refused = await buyer.refused("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 6 } });
    assert.deepEqual([refused.code, refused.data.Body], ["blocked by web hook", { most: 5, ünïcode: "✓" }]);
    await buyer.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 2, xp: { note: "größer ✓" } } });
    const { ShipEstimateResponse } = await buyer.ok("Cart.EstimateShipping");
    assert.equal(ShipEstimateResponse?.ShipEstimates?.[0]?.ShipMethods?.[0]?.Cost, 4.5);
    await buyer.ok("Cart.SelectShipMethods", {
      body: { ShipMethodSelections: [{ ShipEstimateID: "parcel", ShipMethodID: "post" }] },
    });
    const { Order } = await buyer.ok("Cart.Calculate");
    assert.equal(Order?.Total, 26.5);
    const order = await buyer.accepted("Cart.Submit", {});
    assert.deepEqual(submitted, [order.ID]);
  });

  test(`${name}: what is not signed over its very bytes is refused, and nothing but that is read of it`, async (t) => {
    const { verifier, token } = await fakeTokens();
    const faults: unknown[] = [];
    const url = await serve(t, {
      "/hooks": webhooks({ hashKey, listeners: { "Buyers.Create": () => assert.fail("it was told") } }),
      "/checkout/*": checkout({ hashKey, calculate: () => Promise.reject(new Error("the database's password is …")) }),
      "/mine": forUsers(verifier, { clientIds: "any" }, ({ username }) => ({ username })),
    });
    t.mock.method(console, "error", (error: unknown) => faults.push(error));
    const post = async (path: string, body: string, hash?: string) => {
      const headers = { "content-type": "application/json", ...(hash !== undefined && { "x-oc-hash": hash }) };
      const reply = await fetch(url + path, { method: "POST", headers, body });
      const { Errors } = (await reply.json()) as { Errors?: { ErrorCode: string; Data: unknown }[] };
      return [reply.status, Errors?.[0]?.ErrorCode, Errors?.[0]?.Data];
    };
    const body = '{"Verb":"POST","Route":"v1/buyers"}';
    for (const hash of [undefined, "", "x", hashOf(body, "another key"), hashOf(`${body} `, hashKey)])
      assert.deepEqual(await post("/hooks", body, hash), [401, "Unauthorized", null], `${hash}`);
    assert.deepEqual(await post("/hooks", "[", hashOf("[", hashKey)), [400, "InvalidRequest", null]);
    const other = '{"Verb":"POST","Route":"v1/suppliers"}';
    assert.deepEqual(await post("/hooks", other, hashOf(other, hashKey)), [404, "NotFound", null]);
    assert.deepEqual(await post("/checkout/ordersubmit", "{}", hashOf("{}", hashKey)), [404, "NotFound", null]);
    assert.deepEqual(faults, []);
    assert.deepEqual(await post("/checkout/OrderCalculate", "{}", hashOf("{}", hashKey)), [
      500,
      "InternalServerError",
      null,
    ]);
    assert.equal(faults.length, 1);
    assert.equal((await fetch(`${url}/hooks`)).status, 405);
    const huge = " ".repeat(17 * 1024 * 1024);
    assert.ok(
      [413, 0].includes(
        await post("/hooks", huge, hashOf(huge, hashKey)).then(
          ([status]) => Number(status),
          () => 0,
        ),
      ),
    );
    const mine = await fetch(`${url}/mine`, {
      headers: { authorization: `Bearer ${await token({ username: "amy" })}` },
    });
    assert.deepEqual([mine.status, await mine.json()], [200, { username: "amy" }]);
    assert.equal((await fetch(`${url}/mine`)).status, 401);
    const echo = await fetch(`${url}/json`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"a":1}',
    });
    assert.deepEqual(await echo.json(), { a: 1 }, "routes beside are as they were");
  });
}

test("Express behind a parser that drops the bytes says what to do, instead of refusing every call", async (t) => {
  const errors: unknown[] = [];
  const app = express();
  app.use(express.json());
  app.use(forExpress(webhooks({ hashKey, listeners: {} }), { onError: (error) => errors.push(error) }));
  const url = await listening(t, app);
  const headers = { "content-type": "application/json", "x-oc-hash": hashOf("{}", hashKey) };
  assert.equal((await fetch(url, { method: "POST", headers, body: "{}" })).status, 500);
  assert.match(String(errors[0]), /ahead of body parsers/);
});
