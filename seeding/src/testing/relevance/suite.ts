import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { shop, type TestClient } from "@orderwell/testing";
import { demo, ids } from "../demo-shop.ts";
import { demoQueries, demoSynonyms } from "./demo-queries.ts";
import { gainOf, type JudgedQuery, looked, mean } from "./judged.ts";
import { workshopProducts, workshopQueries, workshopSynonyms } from "./workshop.ts";

/** A query with what a shop answered. */
export interface Outcome {
  readonly catalog: string;
  readonly query: JudgedQuery;
  readonly found: readonly string[];
  readonly gain: number;
}

/** Asks shops for all judged queries, over HTTP. */
export async function relevance(): Promise<Outcome[]> {
  return [
    ...(await asked("demo", await demoShopper(), demoQueries)),
    ...(await asked("workshop", await workshop(), workshopQueries)),
  ];
}

type Ask = (query: string) => Promise<readonly string[]>;

async function demoShopper(): Promise<Ask> {
  const { as, visitor: visit } = await demo;
  const [seller, visitor] = [await as("sam.porter"), await visit()];
  for (const [id, Terms] of demoSynonyms) {
    const { status } = await seller("PUT", `synonyms/${id}`, { Terms });
    assert.ok(status < 300, `${id}: ${status}`);
  }
  const seen = new Set(await ids(visitor, "me/products"));
  const unseen = demoQueries.flatMap(({ grades }) => [...grades.keys()].filter((id) => !seen.has(id)));
  assert.deepEqual(unseen, [], "what is worth finding can be found");
  return async (query) => (await visitor("GET", `me/products?${query}`)).body.Items.map(idOf);
}

async function workshop(): Promise<Ask> {
  const { seller, shopper } = await shop({ name: "Workshop" });
  const rows = [
    ...workshopSynonyms.map(([ID, Terms]) => ({ Resource: "Synonyms", ID, Terms })),
    ...workshopProducts.flatMap(({ id, name, description }) => [
      { Resource: "Products", ID: id, Name: name, Description: description, Active: true },
      { Resource: "Catalogs.ProductAssignments", CatalogID: "acme", ProductID: id },
    ]),
  ];
  await imported(seller, rows);
  return async (query) => (await shopper.raw("GET", `/v1/me/products?${query}`)).body.Items.map(idOf);
}

async function imported({ baseUrl, token }: TestClient, rows: readonly object[]): Promise<void> {
  const reply = await fetch(`${baseUrl}/v1/bulk/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body: rows.map((row) => JSON.stringify(row)).join("\n"),
  });
  const told = await reply.text();
  assert.match(told, new RegExp(`"Line":${rows.length},.*"Failed":0,"Done":true`), told.slice(0, 500));
}

const idOf = ({ ID }: { readonly ID: string }): string => ID;

async function asked(catalog: string, ask: Ask, queries: readonly JudgedQuery[]): Promise<Outcome[]> {
  await indexed(ask, queries);
  const outcomes: Outcome[] = [];
  for (const query of queries) {
    const found = await ask(parametersOf(query));
    outcomes.push({ catalog, query, found, gain: gainOf(query, found) });
  }
  return outcomes;
}

const parametersOf = ({ search, searchType }: JudgedQuery): string =>
  new URLSearchParams({ search, pageSize: String(looked), ...(searchType && { searchType }) }).toString();

/** Waits until the shop has its index, which alone knows what mistyped words are close to: ten seconds at most. */
async function indexed(ask: Ask, queries: readonly JudgedQuery[]): Promise<void> {
  const mistyped = queries.find(({ group }) => group === "mistyped");
  assert.ok(mistyped !== undefined);
  for (let times = 0; times < 100 && (await ask(parametersOf(mistyped))).length === 0; times++) await setTimeout(100);
}

/** Mean gain of each group of queries, by `catalog: group`, and of all. */
export function summary(outcomes: readonly Outcome[]): ReadonlyMap<string, number> {
  const groups = Map.groupBy(outcomes, ({ catalog, query }) => `${catalog}: ${query.group}`);
  const means = [...groups].map(([name, of]): [string, number] => [name, mean(of.map(({ gain }) => gain))]);
  return new Map([...means, ["all", mean(outcomes.map(({ gain }) => gain))]]);
}
