import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { forNext, signedRequest } from "@orderwell/middleware";
import { freePort, scratchDatabase } from "@orderwell/testing";
import { elsewhereService } from "./elsewhere.ts";
import { checkoutService } from "./service.ts";

const line = (ID: string, weight: number, place: string | null, address: object) => ({
  ID,
  Quantity: 2,
  LineTotal: 100,
  ShipFromAddressID: place,
  ShippingAddress: address,
  Product: { ShipWeight: weight },
});

test("parcels go by place of dispatch and weight, taxes by where each line goes, and orders to the warehouse", async () => {
  const taken: unknown[] = [];
  const service = forNext(
    checkoutService("k", async ({ Order }) => {
      taken.push(Order?.ID);
      return "W-1";
    }),
  );
  const asked = async (step: string, LineItems: object[] = []) => {
    const payload = { OrderWorksheet: { Order: { ID: "o" }, LineItems } };
    return (await service(signedRequest(`http://service.example/${step}`, payload, "k"))).json() as Promise<unknown>;
  };
  const lines = [
    line("a", 10, "north", { Country: "us", State: "ma" }),
    line("b", 1, null, { Country: "IE" }),
    line("c", 5, "north", { Country: "FR" }),
  ];
  const { ShipEstimates } = (await asked("shippingrates", lines)) as {
    ShipEstimates: { ID: string; ShipEstimateItems: object[]; ShipMethods: { ID: string; Cost: number }[] }[];
  };
  assert.deepEqual(
    ShipEstimates.map(({ ID, ShipEstimateItems, ShipMethods }) => [
      ID,
      ShipEstimateItems.length,
      ShipMethods.map(({ Cost }) => Cost),
    ]),
    [
      ["north", 2, [18.5, 46]],
      ["warehouse", 1, [8.7, 20.8]],
    ],
  );
  assert.deepEqual(await asked("ordercalculate", lines), { TaxTotal: 29.25 });
  assert.deepEqual(await asked("ordersubmit"), { xp: { warehouseNumber: "W-1" } });
  assert.deepEqual(taken, ["o"]);
});

test("gift cards cost what they are worth, and nothing else is known elsewhere", async () => {
  const service = forNext(elsewhereService("k"));
  const asked = async (ProductID: string) =>
    (await service(signedRequest("http://service.example/addtocart", { ProductID }, "k"))).json() as Promise<unknown>;
  const Product = { ID: "gift-card-50", Name: "Gift card 50", ShipWeight: 0.05 };
  assert.deepEqual(await asked("Gift-Card-50"), { Product, UnitPrice: 50 });
  for (const other of ["gift-card-51", "constructor"]) assert.deepEqual(await asked(other), { Product: null });
});

/** Runs the example until it has bought something, and returns what it said. */
async function run(t: Pick<TestContext, "after">, env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "start.ts")], {
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  let said = "";
  const bought = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer): void => {
      said += chunk;
      if (said.includes("warehouse's number")) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  });
  await Promise.race([bought, ended]);
  return said;
}

test("one command starts the platform with its demo and the service, and an order goes through it", async (t) => {
  const endings: (() => unknown)[] = [];
  const ending = { after: (end: () => unknown) => void endings.unshift(end) };
  // Processes end before what they use goes.
  t.after(async () => {
    for (const end of endings) await end();
  });
  const ORDERWELL_DATA = await mkdtemp(join(tmpdir(), "orderwell-example-"));
  ending.after(() => rm(ORDERWELL_DATA, { recursive: true, force: true }));
  const DATABASE_URL = await scratchDatabase(ending);
  const port = String(await freePort());
  const said = await run(ending, { DATABASE_URL, ORDERWELL_DATA, ORDERWELL_PORT: port, EXAMPLE_PORT: "0" });
  assert.match(said, /The warehouse has order \S+: 1 × stoneware-mug, 1 × gift-card-25/, said);
  const [, ...amounts] = /Goods ([\d.]+), shipping ([\d.]+), tax ([\d.]+): ([\d.]+)/.exec(said) ?? [];
  const [goods = 0, shipping = 0, taxes = 0, total] = amounts.map(Number);
  assert.ok(goods > 25 && shipping > 8 && taxes > 0, said);
  assert.equal(total, Math.round((goods + shipping + taxes) * 100) / 100);
  assert.match(said, /number: W-1001/);
  const again = await run(ending, { DATABASE_URL, ORDERWELL_DATA, ORDERWELL_PORT: port, EXAMPLE_PORT: "0" });
  assert.match(again, /number: W-1001/, "a second one finds the platform running, and takes over");
});
