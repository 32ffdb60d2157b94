import { type CpuMeter, total } from "../cpu.ts";
import type { Fixture } from "../fixture.ts";

/** How fast rows of a kind are written through the bulk import. */
export interface ImportRate {
  readonly kind: string;
  readonly perSecond: number;
  /** CPU of server and database for each row, in microseconds; absent where it cannot be read. */
  readonly cpu?: number;
}

const product = (n: number): object => ({
  ID: `imported-${n}`,
  Name: `Imported ${n}`,
  Description: "A product among many, described at the usual length so that replies weigh what they weigh in life.",
  Active: true,
  DefaultPriceScheduleID: "product-0",
  xp: { Color: "red", Size: n % 12, Brand: `brand ${n % 200}` },
});

/** Imports so many products and then their assignments to the catalog, to categories and to a buyer, each kind in a stream of its own. */
export async function importRates(
  server: { readonly baseUrl: string; readonly pid: number },
  fixture: Fixture,
  meter: CpuMeter | undefined,
  rows = 4_000,
): Promise<readonly ImportRate[]> {
  const ids = Array.from({ length: rows }, (_, n) => n);
  const kinds: Readonly<Record<string, (n: number) => object>> = {
    Products: product,
    "Catalogs.ProductAssignments": (n) => ({ CatalogID: "buyer", ProductID: `imported-${n}` }),
    "Categories.ProductAssignments": (n) => ({
      CatalogID: "buyer",
      CategoryID: `c-${220 + (n % 1_780)}`,
      ProductID: `imported-${n}`,
    }),
    "Products.Assignments": (n) => ({ ProductID: `imported-${n}`, BuyerID: `b-${n % 50}` }),
  };
  const rates: ImportRate[] = [];
  for (const [kind, row] of Object.entries(kinds)) {
    const body = ids.map((n) => `${JSON.stringify({ Resource: kind, ...row(n) })}\n`).join("");
    const before = await meter?.read(server.pid);
    const began = performance.now();
    const reply = await fetch(`${server.baseUrl}/v1/bulk/import`, {
      method: "POST",
      headers: { authorization: `Bearer ${fixture.sellerToken}`, "content-type": "application/x-ndjson" },
      body,
    });
    const told = (await reply.text()).trim().split("\n");
    const seconds = (performance.now() - began) / 1_000;
    const after = await meter?.read(server.pid);
    const last = JSON.parse(told.at(-1) ?? "{}") as { readonly Done?: boolean; readonly Failed?: number };
    if (last.Done !== true || last.Failed !== 0) throw new Error(`Import of ${kind}: ${told[0]}`);
    const used = before && after && (total(after) - after.client - (total(before) - before.client)) / rows;
    rates.push({ kind, perSecond: rows / seconds, ...(used && { cpu: used }) });
  }
  return rates;
}
