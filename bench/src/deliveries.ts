// Webhooks after requests: `npm run bench:deliveries`. What one costs the request, how many are delivered in a second, and how
// long they wait under load (docs/behaviour/integrations.md §2).
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { BenchServer } from "./bench-server.ts";
import type { Fixture } from "./fixture.ts";
import { Connection } from "./load.ts";
import { readOptions } from "./options.ts";

const usage = `npm run bench:deliveries -- [options]
  --requests N   requests per measurement (400)
  --burst N      requests of the burst (1500)
  --webhooks N   webhooks that are told of each request of the burst (4)
`;

const { requests, burst, webhooks } = readOptions(usage, { requests: 400, burst: 1_500, webhooks: 4 });

const lags: number[] = [];
const receiver = createServer(async (request, reply) => {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  reply.end();
  lags.push(Date.now() - Date.parse(JSON.parse(body.toString()).Date));
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;

const server = await BenchServer.start();
try {
  const fixture = await server.marketplace("bench");
  await warmUp(fixture);
  const [without, hooked] = await compare(fixture);
  console.log(`${server.database.name}; ${requests} requests each, with pauses, in turns`);
  console.log(`PATCH /v1/me            p50 ${ms(without, 0.5)}  p95 ${ms(without, 0.95)}`);
  console.log(`  told to a webhook     p50 ${ms(hooked, 0.5)}  p95 ${ms(hooked, 0.95)}`);
  console.log(`  added at the median   ${(quantile(hooked, 0.5) - quantile(without, 0.5)).toFixed(2)} ms`);
  await measureBurst(fixture);
} finally {
  await server.stop();
  receiver.close();
}

function quantile(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN;
}

function ms(times: readonly number[], share: number): string {
  return `${quantile(times, share).toFixed(2).padStart(7)} ms`;
}

async function webhook({ clientId, sellerToken }: Fixture, id: string, route: string, on: boolean): Promise<void> {
  const connection = new Connection(server.baseUrl);
  await connection.must({
    method: "PUT",
    path: `/v1/webhooks/${id}`,
    token: sellerToken,
    body: {
      Name: id,
      Url: target,
      HashKey: "k",
      ApiClientIDs: on ? [clientId] : [],
      WebhookRoutes: [{ Verb: route.split(" ")[0], Route: route.split(" ")[1] }],
    },
  });
  connection.close();
}

/** Milliseconds of requests, one after the other. */
async function timed({ buyerToken }: Fixture, number: number): Promise<number[]> {
  const connection = new Connection(server.baseUrl);
  const times: number[] = [];
  for (let n = 0; n < number; n++) {
    const began = performance.now();
    await connection.must({ method: "PATCH", path: "/v1/me", token: buyerToken, body: { Phone: String(n) } });
    times.push(performance.now() - began);
    // What is delivered meanwhile is no part of the request: the burst measures both together.
    await pause(15);
  }
  connection.close();
  return times;
}

async function warmUp(fixture: Fixture): Promise<void> {
  await webhook(fixture, "one", "PATCH v1/me", true);
  await timed(fixture, 200);
  await drained(200);
}

/** Both in turns, so that what the machine does besides meets both. */
async function compare(fixture: Fixture): Promise<[number[], number[]]> {
  const [without, hooked]: [number[], number[]] = [[], []];
  for (let round = 0; round < 8; round++) {
    const on = round % 2 === 1;
    await webhook(fixture, "one", "PATCH v1/me", on);
    await timed(fixture, 5);
    (on ? hooked : without).push(...(await timed(fixture, requests / 4)));
    await pause(300);
  }
  await webhook(fixture, "one", "PATCH v1/me", false);
  return [without, hooked];
}

async function drained(number: number): Promise<void> {
  for (let waited = 0; lags.length < number && waited < 60_000; waited += 20) await pause(20);
}

async function measureBurst(fixture: Fixture): Promise<void> {
  for (let n = 0; n < webhooks; n++) await webhook(fixture, `burst-${n}`, "POST v1/me/addresses", true);
  await pause(1_000);
  lags.length = 0;
  const expected = burst * webhooks;
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const connection = new Connection(server.baseUrl);
      const address = {
        Street1: "1 Main St",
        City: "Boston",
        State: "MA",
        Zip: "02108",
        Country: "US",
        Shipping: true,
      };
      while (next++ < burst)
        await connection.must({ method: "POST", path: "/v1/me/addresses", token: fixture.buyerToken, body: address });
      connection.close();
    }),
  );
  const wrote = performance.now() - began;
  await drained(expected);
  const all = performance.now() - began;
  console.log(`${burst} requests by 8 at once, each told to ${webhooks} webhooks`);
  console.log(`  requests              ${Math.round((1000 * burst) / wrote)} per second`);
  console.log(
    `  deliveries            ${lags.length} of ${expected}, ${Math.round((1000 * lags.length) / all)} per second`,
  );
  console.log(`  from request to call  p50 ${ms(lags, 0.5)}  p95 ${ms(lags, 0.95)}`);
}
