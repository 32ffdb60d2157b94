// Runs the example: `npm run example` starts the platform with its demo marketplace where none runs, then this service, has
// the demo's storefront check out with it, buys something as one of its customers, and goes on serving until Ctrl-C.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { forFastify } from "@orderwell/middleware";
import fastify from "fastify";
import { elsewhereService } from "./elsewhere.ts";
import { attach, buy, signIn } from "./platform.ts";
import { checkoutService } from "./service.ts";

const {
  ORDERWELL_PORT = "4000",
  ORDERWELL_URL = `http://127.0.0.1:${ORDERWELL_PORT}`,
  ORDERWELL_DATA = ".orderwell",
} = process.env;
/** Everybody of the demo signs in with it. */
const password = "Orderwell2026";

const apiClients = await demoClients();
const hashKey = randomBytes(24).toString("base64url");
const app = fastify();
let number = 1000;
app.register(
  forFastify({
    "/checkout/*": checkoutService(hashKey, async ({ Order, LineItems }) => {
      console.log(
        `The warehouse has order ${Order?.ID}: ${LineItems?.map((line) => `${line.Quantity} × ${line.ProductID}`).join(", ")}`,
      );
      return `W-${++number}`;
    }),
    "/addtocart": elsewhereService(hashKey),
  }),
);
await app.listen({ host: "127.0.0.1", port: Number(process.env.EXAMPLE_PORT ?? 9300) });
const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
const seller = await signIn(ORDERWELL_URL, apiClients["Back Office"] ?? "", "sam.porter", password);
await attach(seller, apiClients.Storefront ?? "", address, hashKey);
console.log(`The demo's storefront checks out with ${address}/checkout, and finds gift cards at ${address}/addtocart`);

const shopper = await signIn(ORDERWELL_URL, apiClients.Storefront ?? "", "leo.marchetti", password);
const { Order, OrderSubmitResponse } = await buy(shopper, ["stoneware-mug", "gift-card-25"]);
console.log(`Goods ${Order.Subtotal}, shipping ${Order.ShippingCost}, tax ${Order.TaxCost}: ${Order.Total}`);
console.log(`The worksheet names the warehouse's number: ${OrderSubmitResponse?.xp.warehouseNumber}`);

/** IDs of the demo's API clients by name, once the platform is up and has loaded it. */
async function demoClients(): Promise<Readonly<Record<string, string>>> {
  if (!(await answers())) startPlatform();
  const file = join(resolve(ORDERWELL_DATA), "demo.json");
  for (let seconds = 0; seconds < 120; seconds++) {
    const known = (await answers()) && (await readFile(file, "utf8").catch(() => undefined));
    if (known) return JSON.parse(known).apiClients;
    await pause(1_000);
  }
  throw new Error(`${ORDERWELL_URL} has no demo marketplace, or its ${file} is elsewhere: set ORDERWELL_DATA`);
}

function answers(): Promise<boolean> {
  return fetch(`${ORDERWELL_URL}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function startPlatform(): void {
  const main = join(import.meta.dirname, "../../cli/src/main.ts");
  const child = spawn(process.execPath, [main, "start"], { stdio: "inherit" });
  const end = (): void => void child.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      end();
      child.once("exit", () => process.exit());
    });
  process.once("exit", end);
}
