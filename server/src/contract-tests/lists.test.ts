import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Field, type Model, models, type Operation } from "@orderwell/contract";
import { inMarketplace, refusal, shop, type TestClient, type TestMarketplace } from "@orderwell/testing";
import fc from "fast-check";
import { sql } from "../platform/db/sql.ts";
import { each } from "./callers.ts";
import {
  type CrudFixture,
  type CrudResource,
  crudFixture,
  crudResources,
  fixturePath,
  fullestBody,
  furtherFields,
  implemented,
} from "./crud-resources.ts";

let fixture: CrudFixture;
let otherTenant: CrudFixture;
let otherTenantsId = "";

const lists: readonly Operation[] = implemented.filter(({ list }) => list !== undefined && list.kind !== "array");
const open = lists.filter(({ list }) => list?.kind === "full" || list?.kind === "premium");
const modelOf = (operation: Operation): Model =>
  (models as Readonly<Record<string, Model>>)[operation.reply?.model ?? ""] as Model;

/** Arguments that an operation's query cannot do without. */
const needed = (operation: Operation): string =>
  Object.entries(operation.query)
    .filter(([, field]) => field.required)
    .map(([name]) => `${name}=nothing`)
    .join("&");

const urlOf = (operation: Operation, query: string): string =>
  `${fixturePath(operation.path).replace(/\{\w+\}/g, "nothing")}?${[needed(operation), query].filter((part) => part !== "").join("&")}`;

/** Gives users a time of their last activity that stays, whenever they call: no list changes between two looks at it. */
const keepLastActive = (own: TestMarketplace): Promise<void> =>
  inMarketplace(own, async (db) => {
    await db.run(sql`update app_user set last_active = '2200-01-01'::timestamptz + key * interval '1 day'
      where marketplace_id = ${own.id}`);
  });

/** Tells objects apart that share their IDs with another resource's: bundles and products, the caller's subscriptions and all. */
const sharing = ({ create, model }: CrudResource): string =>
  model.name === "Bundle" ? "Set-" : create.path.startsWith("/v1/me/subscriptions") ? "Own-" : "";

/** Two marketplaces with the same objects, told apart by a word that all of the second one's hold. */
before(async () => {
  const own = await shop({ name: "lists" });
  fixture = await crudFixture(own);
  const other = await shop({ name: "lists of another tenant" });
  otherTenantsId = other.id;
  otherTenant = await crudFixture(other);
  await each([fixture, otherTenant], async (one) => {
    const word = one === fixture ? "Ours" : "Others";
    for (const [index, resource] of crudResources.entries()) {
      const client = one.caller(resource.create);
      for (const number of [1, 2]) {
        const body = {
          ...fullestBody(resource, `${word}${number}-${index}`),
          ...(resource.choosesId && { ID: `${sharing(resource)}${word}-${number}` }),
        };
        const answer = await client.raw("POST", fixturePath(resource.create.path), body);
        assert.equal(answer.status, 201, `${resource.create.id}: ${JSON.stringify(answer.body)}`);
      }
    }
  });
  await each([own, other], keepLastActive);
});

async function forEachList(
  tested: readonly Operation[],
  work: (operation: Operation, client: TestClient) => Promise<void>,
): Promise<void> {
  const wrong: string[] = [];
  await each(tested, async (operation) => {
    try {
      await work(operation, fixture.caller(operation));
    } catch (error) {
      wrong.push(`${operation.id}: ${(error as Error).message}`);
    }
  });
  assert.equal(wrong.length, 0, wrong.join("\n\n"));
}

async function page(operation: Operation, client: TestClient, query: string) {
  const { status, body } = await client.raw("GET", urlOf(operation, query));
  // The path may name what is not there; what the query says has been read by then.
  if (status === 404 && /\/nothing\b/.test(urlOf(operation, ""))) return undefined;
  assert.equal(status, 200, `?${query}: ${JSON.stringify(body)}`);
  return body as { Meta: Record<string, unknown>; Items: Record<string, unknown>[] };
}

test("a page tells its place: whole, in parts, past the end and empty; parameters count in any case", async () => {
  await forEachList(lists, async (operation, client) => {
    const all = await page(operation, client, "pageSize=100");
    if (all === undefined) return;
    const total = all.Items.length;
    const { Facets, ...meta } = all.Meta;
    assert.equal(operation.list?.facets === true, Array.isArray(Facets), "facets where declared");
    assert.deepEqual(meta, {
      Page: 1,
      PageSize: 100,
      TotalCount: total,
      TotalPages: Math.ceil(total / 100),
      ItemRange: [1, total],
      NextPageKey: null,
    });
    if (Facets !== undefined) assert.equal(Object.keys(all.Meta)[0], "Facets");
    const parts: unknown[] = [];
    for (let number = 1; number <= total; number++) {
      const one = await page(
        operation,
        client,
        number % 2 ? `page=${number}&pageSize=1` : `PAGESIZE=1&Page=${number}&depth=all`,
      );
      assert.deepEqual(
        [one?.Meta.TotalCount, one?.Meta.TotalPages, one?.Meta.ItemRange],
        [total, total, [number, number]],
      );
      parts.push(...(one?.Items ?? []));
    }
    if (total < 12) assert.deepEqual(parts, all.Items, "the pages put together");
    const beyond = await page(operation, client, "page=7&pageSize=50");
    assert.deepEqual(beyond?.Items, []);
    assert.deepEqual([beyond?.Meta.Page, beyond?.Meta.TotalCount, beyond?.Meta.ItemRange], [7, total, [301, 300]]);
    for (const wrong of ["page=0", "page=-1", "page=one", "pageSize=0", "pageSize=101", "pageSize=-5"]) {
      const answer = await client.raw("GET", urlOf(operation, wrong));
      assert.equal(answer.status, 400, wrong);
    }
  });
});

/** Text as filters compare and lists order it. */
const folded = (value: unknown): string => String(value).toLowerCase();

test("lists come in the order of their declaration, and in the order asked for, forwards and backwards", async () => {
  await forEachList(open, async (operation, client) => {
    const model = modelOf(operation);
    const all = await page(operation, client, "pageSize=100");
    if (all === undefined) return;
    const sortable = operation.list?.sortable.includes("*")
      ? Object.keys(model.fields).filter((name) => model.fields[name]?.sort !== undefined)
      : (operation.list?.sortable ?? []);
    for (const name of sortable) {
      if (name.includes(".") || model.fields[name]?.writeOnly || model.fields[name]?.secret) continue;
      // Line items of many orders come order by order first.
      if (operation.id === "LineItems.ListAcrossOrders" && name !== "OrderID") continue;
      const up = await page(operation, client, `pageSize=100&sortBy=${name}`);
      const down = await page(operation, client, `pageSize=100&SortBy=!${name.toLowerCase()}`);
      const keys = (items: Record<string, unknown>[] | undefined) =>
        (items ?? []).map((item) => item[name]).filter((value) => value !== null && value !== undefined);
      const rising = keys(up?.Items);
      assert.deepEqual(rising, [...rising].sort(byValue(model.fields[name] as Field)), `by ${name}`);
      assert.deepEqual(keys(down?.Items), [...rising].reverse(), `by !${name}`);
    }
  });
});

const byValue =
  (field: Field) =>
  (a: unknown, b: unknown): number => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (field.enum !== undefined) return 0;
    const [x, y] = [folded(a), folded(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };

/**
 * Properties that lists do not go by: whether a sale is on depends on the moment, what a product costs on the shopper, and
 * whether an order was submitted chooses among two lists.
 */
const unlisted = new Set(["DateSubmitted", "IsOnSale", "IsSubmitted", "PriceSchedule"]);
/** Properties of a model that were asked for in every way: one list of them will do. */
const tried = new Set<string>();
/** Lists that tried every operator on a property of a type: one of each will do. */
const operators = new Set<string>();

test("every property can be filtered as SDKs write it, and an object's own value finds it", async () => {
  await forEachList(open, async (operation, client) => {
    const model = modelOf(operation);
    const all = await page(operation, client, "pageSize=100");
    if (all === undefined) return;
    const count = async (query: string): Promise<number> =>
      Number((await page(operation, client, query))?.Meta.TotalCount);
    const total = all.Items.length;
    for (const [name, field] of Object.entries(model.fields)) {
      if (field.writeOnly || field.secret || name in operation.query || unlisted.has(name)) continue;
      const present = await count(`${name}=*`);
      assert.equal(await count(`${name}=!*`), total - present, `${name} is there or is not`);
      if (!["string", "integer", "decimal", "date", "boolean"].includes(field.type)) continue;
      const value: unknown = all.Items.map((item) => item[name]).find((one) => one !== null && one !== "");
      if (value === undefined) continue;
      const same: number = all.Items.filter((item) => folded(item[name]) === folded(value)).length;
      const ways = waysToWrite(value, field);
      for (const written of tried.has(`${model.name}.${name}`) ? ways.slice(0, 1) : ways) {
        const matching = await count(`${name.toLowerCase()}=${encodeURIComponent(written)}`);
        if (field.type === "date") assert.ok(matching >= 1, `${name}=${written}`);
        else assert.equal(matching, same, `${name}=${written}`);
      }
      tried.add(`${model.name}.${name}`);
      if (operators.has(`${operation.id} ${field.type}`)) continue;
      operators.add(`${operation.id} ${field.type}`);
      const text = encodeURIComponent(String(value).replace(/[\\*|!]/g, "\\$&"));
      assert.equal(await count(`${name}=!${text}`), total - same, `${name} is another`);
      assert.equal(await count(`${name}=!${text}&${name}=!${text}`), total - same, `${name} repeated`);
      if (field.type !== "boolean" && field.enum === undefined) {
        const atLeast = await count(`${name}=!%3C${text}`);
        assert.equal(atLeast, await count(`${name}=%3E%3D${text}`), `${name}=!<`);
        assert.equal(atLeast, await count(`${name}>=${text}`), `${name}>=`);
        assert.equal(await count(`${name}=%3C${text}`), present - atLeast, `${name}=<`);
      }
    }
    if (model.fields.xp !== undefined) {
      const red = all.Items.filter(({ xp }) => (xp as { Color?: string } | null)?.Color === "Red").length;
      assert.equal(await count("xp.Color=red"), red);
      assert.equal(await count("xp.Color=!red"), total - red);
      assert.equal(await count("xp.Deep.List=1"), red);
      assert.equal(await count("xp.Color=blue%7CRED"), red);
      assert.equal(await count("xp.Color=r*"), red);
      assert.equal(await count("xp.Nothing=!*"), total);
    }
  });
});

function waysToWrite(value: unknown, field: Field): string[] {
  if (field.type === "boolean") return value ? ["true", "True"] : ["false", "False"];
  if (field.type === "date") return [String(value), String(value).replace("+00:00", "Z")];
  if (typeof value === "number") return [String(value), `${value}${Number.isInteger(value) ? ".0" : "0"}`, `=${value}`];
  const text = String(value).replace(/[\\*|!]/g, "\\$&");
  if (field.enum !== undefined) return [text, text.toLowerCase()];
  return [text, text.toUpperCase(), `${text}|nothing like it`];
}

test("searches look for a part of a word in any of the declared fields, or in those that searchOn names", async () => {
  await forEachList(
    open.filter(({ list }) => list?.kind === "full" && list.searchable.length > 0),
    async (operation, client) => {
      const all = await page(operation, client, "pageSize=100");
      const fields = operation.list?.searchable ?? [];
      const having = (item: Record<string, unknown>, names: readonly string[]) =>
        names.some((name) =>
          folded(
            name.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown> | null)?.[part], item) ?? "",
          ).includes("urs1"),
        );
      const found = await page(operation, client, "search=URS1&pageSize=100");
      if (all === undefined || found === undefined) return;
      assert.equal(found.Items.length, all.Items.filter((item) => having(item, fields)).length);
      for (const name of fields) {
        const on = await page(operation, client, `search=urs1&searchOn=${name}&pageSize=100`);
        assert.equal(on?.Items.length, all.Items.filter((item) => having(item, [name])).length, name);
      }
      assert.equal((await page(operation, client, "search="))?.Meta.TotalCount, all.Items.length);
    },
  );
});

const strange = fc.oneof(
  fc.constantFrom(
    "",
    "*",
    "!*",
    "!",
    "|",
    "!|*",
    "><",
    ">=",
    "=>1",
    "!<0",
    "1|2",
    "a|b",
    "\\",
    "\\*",
    "%00",
    "True",
    "null",
    "undefined",
    "NaN",
    "1e99",
    "-0",
    "1/1/2022 12:00:00 AM",
    "2015-01-01",
    "0001-01-01",
    "9999-12-31T23:59:59.9999999Z",
    "😀",
    "'; select 1 --",
    "$[*]",
    "{}",
    "[1,2]",
    "Others*",
    "*Others*",
    "Others-1",
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

const parameter = (operation: Operation): fc.Arbitrary<string> => {
  const names = [...Object.keys(modelOf(operation).fields), ...furtherFields(operation)];
  const name = fc.oneof(
    fc.constantFrom(...names, ...names.map((one) => one.toLowerCase())),
    fc.constantFrom(
      "search",
      "searchOn",
      "searchType",
      "sortBy",
      "page",
      "pageSize",
      "pageKey",
      "depth",
      "level",
      "from",
      "to",
      ...Object.keys(operation.query),
    ),
    fc.tuple(fc.constantFrom("xp", "xp.a", "xp.Deep", ...names), strange).map(([one, rest]) => `${one}.${rest}`),
    fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map((pair) => pair.join("|")),
    strange,
  );
  const value = fc.oneof(
    strange,
    fc
      .array(fc.constantFrom(...names, ...names.map((one) => `!${one}`), "xp.Color", "!xp.Deep.List"), { maxLength: 4 })
      .map((list) => list.join(",")),
  );
  const encode = fc.constantFrom(encodeURIComponent, (text: string) => encodeURI(text).replace(/[#?]/g, ""));
  return fc
    .tuple(name, fc.constantFrom("=", "", "=!", "=%3E", "%3C"), value, encode)
    .map(([key, sign, text, encoded]) => safely(encoded, key) + sign + safely(encoded, text));
};

/** Half of a surrogate pair cannot be sent at all. */
const safely = (encoded: (text: string) => string, text: string): string => encoded(text.toWellFormed());

test("whatever a query says, a list answers with a page or a refusal, and never with what is another marketplace's", async () => {
  const request = fc
    .constantFrom(...lists)
    .chain((operation) =>
      fc.tuple(fc.constant(operation), fc.array(parameter(operation), { minLength: 1, maxLength: 4 })),
    );
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 8, maxLength: 8 }), async (requests) => {
      await each(requests, async ([operation, parameters]) => {
        const url = urlOf(operation, parameters.join("&"));
        const { status, body } = await fixture.caller(operation).raw("GET", url);
        assert.ok(
          status === 200 || (status >= 400 && status < 500),
          `${operation.id} ${url}: ${status} ${JSON.stringify(body)}`,
        );
        if (status !== 200) {
          assert.ok(refusal(status, body).code !== "", url);
          return;
        }
        const text = JSON.stringify(body.Items);
        assert.ok(
          !text.includes("Others") && !text.includes(otherTenantsId),
          `${operation.id} ${url} shows another tenant's rows`,
        );
      });
    }),
    { numRuns: 250 },
  );
});
