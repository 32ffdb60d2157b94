import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { asMarketplaceFile, type FileRecord } from "./marketplace-file.ts";
import type { Progress } from "./report.ts";
import { parentsOf, ruleOf } from "./resources.ts";
import { type SeedOptions, seed } from "./seed.ts";
import { type RecordingServer, recordingServer, refusal } from "./testing/recording-server.ts";

const simpleB2c = fileURLToPath(new URL("../fixtures/simple-b2c.yml", import.meta.url));
const simple = asMarketplaceFile(parse(readFileSync(simpleB2c, "utf8")));

async function seeded(t: TestContext, file: SeedOptions["file"], options: Partial<SeedOptions> = {}) {
  const server = await recordingServer(t);
  return { server, report: await seedInto(server, file, options) };
}

function seedInto(server: RecordingServer, file: SeedOptions["file"], options: Partial<SeedOptions> = {}) {
  return seed({
    baseUrl: server.baseUrl,
    portal: { username: "owner", password: "Secret12345" },
    marketplaceId: "market",
    file,
    sleep: async () => {},
    newSecret: () => "random-secret",
    ...options,
  });
}

/** Path of the collection a record is posted to. */
function collectionOf(resource: string, record: FileRecord): string {
  const rule = ruleOf.get(resource)!;
  return parentsOf(rule).reduce((path, parent) => path.replace(`{${parent}}`, String(record[parent])), rule.path);
}

test("the marketplace is created through the portal before anything is sent to it", async (t) => {
  const { server } = await seeded(t, simpleB2c, { marketplaceName: "Market" });
  assert.deepEqual(
    server.calls.slice(0, 4).map(({ method, path, body }) => [method, path, body]),
    [
      ["POST", "/portal/api/v1/oauth/token", { grant_type: "password", username: "owner", password: "Secret12345" }],
      [
        "PUT",
        "/portal/api/v1/organizations/market",
        { Id: "market", Name: "Market", Environment: "Sandbox", Region: { Id: "usw" } },
      ],
      ["GET", "/portal/api/v1/organizations/market/token", undefined],
      ["POST", "/v1/securityprofiles", server.calls[3]!.body],
    ],
  );
});

test("a portal token serves in place of username and password", async (t) => {
  const { server, report } = await seeded(t, simpleB2c, { portal: { accessToken: "portal-token" } });
  assert.deepEqual(report.problems, []);
  assert.ok(server.calls.every(({ path }) => !path.includes("/oauth/")));
});

test("a refused sign-in ends the upload with the portal's reason", async (t) => {
  const server = await recordingServer(t);
  await assert.rejects(seedInto(server, simpleB2c, { portal: { username: "owner", password: "wrong" } }), {
    name: "SeedError",
    code: "Auth.InvalidUsernameOrPassword",
    status: 400,
  });
});

test("every object and assignment of a published file is sent exactly once", async (t) => {
  const { server, report } = await seeded(t, simpleB2c);
  const sent = server.calls.filter(({ method, path }) => method === "POST" && path.startsWith("/v1/"));
  const expected = new Map<string, number>();
  for (const section of ["Objects", "Assignments"] as const)
    for (const [resource, records] of Object.entries(simple[section])) {
      assert.equal(report.resources[resource]?.created ?? 0, resource === "Products" ? 9 : records.length, resource);
      for (const record of records) {
        const path = `/v1${collectionOf(resource, record)}`;
        expected.set(path, (expected.get(path) ?? 0) + 1);
        const same = sent.filter((call) => call.path === path && describes(call.body, record));
        assert.equal(same.length, 1, `${resource} ${JSON.stringify(record).slice(0, 80)}`);
      }
    }
  for (const [path, count] of expected) assert.equal(sent.filter((call) => call.path === path).length, count, path);
  const others = sent.filter((call) => !expected.has(call.path)).map((call) => call.path);
  assert.deepEqual(others.sort(), [
    "/v1/products/mens-intrigue-active-shorts/variants/generate",
    "/v1/products/mulberry-silk-facemask/variants/generate",
    "/v1/products/womens-intrigue-active-shorts/variants/generate",
  ]);
  assert.deepEqual(report.problems, []);

  function describes(body: FileRecord, record: FileRecord): boolean {
    const keys = ["AppName", "ID", "BuyerID", "CatalogID", "CategoryID", "ProductID", "SecurityProfileID", "SpecID"];
    return keys.every((key) => (key === "ID" && "AppName" in record ? true : body[key] === record[key]));
  }
});

test("nothing is sent before what it refers to", async (t) => {
  const { server } = await seeded(t, simpleB2c);
  const trace = server.trace();
  const first = (pattern: string) => trace.findIndex((call) => call.startsWith(pattern));
  const last = (pattern: string) => trace.findLastIndex((call) => call.startsWith(pattern));
  const order = [
    ["POST /catalogs", "POST /buyers"],
    ["POST /priceschedules", "POST /products"],
    ["POST /specs", "POST /specs/intrigue-active-shorts-color/options"],
    ["POST /products", "POST /specs/productassignments"],
    ["POST /specs/productassignments", "POST /products/mulberry-silk-facemask/variants/generate"],
    ["POST /buyers/solitary-storefront/users", "POST /apiclients"],
    ["POST /integrationEvents", "POST /apiclients"],
    [
      "POST /catalogs/solitary-storefront/categories",
      "POST /catalogs/solitary-storefront/categories/productassignments",
    ],
    ["POST /apiclients", "POST /apiclients/assignments"],
  ] as const;
  for (const [before, after] of order) {
    const lastBefore = trace.lastIndexOf(before);
    assert.ok(lastBefore >= 0 && lastBefore < first(after), `${before} comes before ${after}`);
  }
  assert.ok(last("POST /securityprofiles") > first("POST /adminusers"), "profiles are assigned after users exist");
});

test("a spec is sent without its default option, which is named once the options exist", async (t) => {
  const { server } = await seeded(t, simpleB2c);
  const specs = server.calls.filter(({ method, path }) => method === "POST" && path === "/v1/specs");
  assert.ok(specs.every(({ body }) => body.DefaultOptionID === null));
  const trace = server.trace();
  const patched = server.calls.filter(({ method }) => method === "PATCH").map(({ path, body }) => [path, body]);
  assert.deepEqual(patched, [
    ["/v1/specs/intrigue-active-shorts-color", { DefaultOptionID: "obsession-umber" }],
    ["/v1/specs/mulberry-silk-facemask-color", { DefaultOptionID: "blue" }],
  ]);
  assert.ok(
    trace.indexOf("PATCH /specs/mulberry-silk-facemask-color") >
      trace.lastIndexOf("POST /specs/mulberry-silk-facemask-color/options"),
  );
});

test("categories are sent level by level, whatever their order in the file", async (t) => {
  const deep = ["leaf:branch", "branch:root", "twig:branch", "root:"].map((pair) => {
    const [ID, ParentID] = pair.split(":");
    return { ID, Name: ID, CatalogID: "c", ParentID: ParentID || null };
  });
  const { server } = await seeded(t, { Objects: { Catalogs: [{ ID: "c", Name: "c" }], Categories: deep } });
  const sent = server.calls.filter(({ path }) => path.endsWith("/categories")).map(({ body }) => body.ID);
  assert.deepEqual(sent.slice(0, 2), ["root", "branch"]);
  assert.deepEqual(new Set(sent.slice(2)), new Set(["leaf", "twig"]));
});

test("parent products are sent before their children", async (t) => {
  const products = [
    { ID: "child", ParentID: "parent" },
    { ID: "parent", Name: "Parent", IsParent: true },
  ];
  const { server } = await seeded(t, { Objects: { Products: products } }, { concurrency: 8 });
  const sent = server.calls.filter(({ path }) => path === "/v1/products").map(({ body }) => body.ID);
  assert.deepEqual(sent, ["parent", "child"]);
});

test("references to API clients follow the IDs that the server chose", async (t) => {
  const { server, report } = await seeded(t, {
    Objects: {
      ApiClients: [{ ID: "OLD-1", AppName: "Shop", AccessTokenDuration: 60 }],
      ImpersonationConfigs: [{ ID: "i", ClientID: "old-1", SecurityProfileID: "p" }],
      OpenIdConnects: [{ ID: "o", OrderCloudApiClientID: "OLD-1" }],
      Webhooks: [{ ID: "w", Name: "w", ApiClientIDs: ["OLD-1", "elsewhere"] }],
    },
    Assignments: { ApiClientAssignments: [{ ApiClientID: "OLD-1", BuyerID: "b" }] },
  });
  const body = (path: string) => server.calls.find((call) => call.path === path && call.method === "POST")!.body;
  assert.ok(!("ID" in body("/v1/apiclients")));
  assert.equal(body("/v1/impersonationconfig").ClientID, "generated-Shop");
  assert.equal(body("/v1/openidconnects").OrderCloudApiClientID, "generated-Shop");
  assert.deepEqual(body("/v1/webhooks").ApiClientIDs, ["generated-Shop", "elsewhere"]);
  assert.equal(body("/v1/apiclients/assignments").ApiClientID, "generated-Shop");
  assert.deepEqual(report.apiClients, [{ appName: "Shop", oldId: "OLD-1", newId: "generated-Shop" }]);
});

test("placeholders give way to the marketplace ID and to new secrets", async (t) => {
  const { server, report } = await seeded(t, simpleB2c);
  const sent = JSON.stringify(server.calls.map(({ body }) => body));
  assert.ok(!sent.includes("placeholder") && !sent.includes("Redacted"));
  const body = (path: string, id: string) =>
    server.calls.find((call) => call.path === path && [call.body?.ID, call.body?.AppName].includes(id))!.body;
  assert.equal(body("/v1/products", "mulberry-silk-facemask").OwnerID, "market");
  assert.equal(body("/v1/integrationEvents", "checkout-commerce-integrations").HashKey, "random-secret");
  assert.equal(body("/v1/apiclients", "Middleware Integrations").ClientSecret, "random-secret");
  assert.equal(body("/v1/apiclients", "Back Office App").ClientSecret, null);
  assert.deepEqual(report.generatedSecrets, [
    { resource: "IntegrationEvents", id: "checkout-commerce-integrations", property: "HashKey" },
    { resource: "ApiClients", id: "35d0b898-c509-4b04-b08f-e4316a417a17", property: "ClientSecret" },
  ]);
});

test("variants are generated, then saved under the ID their options make", async (t) => {
  const { server, report } = await seeded(t, {
    Objects: {
      Products: [
        { ID: "mug", Name: "Mug", VariantCount: 2 },
        { ID: "tray", Name: "Tray", VariantCount: 0 },
      ],
      Variants: [
        {
          ID: "M-1",
          ProductID: "mug",
          Specs: [
            { SpecID: "c", OptionID: "red" },
            { SpecID: "s", OptionID: "big one" },
          ],
        },
      ],
    },
  });
  assert.deepEqual(
    server.trace().filter((call) => call.includes("variants")),
    ["POST /products/mug/variants/generate", "PUT /products/mug/variants/mug-red-big-one"],
  );
  assert.equal(server.calls.at(-1)!.body.ID, "M-1");
  assert.deepEqual(report.resources.Variants, { created: 2, skipped: 0, failed: 0 });
});

test("relations without a model of their own are saved by their path", async (t) => {
  const { server } = await seeded(t, {
    Assignments: {
      SupplierBuyerAssignments: [{ SupplierID: "s", BuyerID: "b" }],
      ProductSupplierAssignments: [{ ProductID: "p", SupplierID: "s", DefaultPriceScheduleID: "ps" }],
    },
  });
  assert.deepEqual(server.trace(), [
    "PUT /products/p/suppliers/s?DefaultPriceScheduleID=ps",
    "PUT /suppliers/s/buyers/b",
  ]);
});

test("a busy server is asked again, and told apart from one that refuses", async (t) => {
  const server = await recordingServer(t);
  const pauses: number[] = [];
  const temporary = [429, 503, 500];
  server.intercept(({ path }) => {
    const status = path === "/v1/buyers" ? temporary.shift() : undefined;
    const headers: Record<string, string> = status === 429 ? { "Retry-After": "2" } : {};
    return status ? { ...refusal(status, "Busy"), headers } : undefined;
  });
  const file = { Objects: { Buyers: [{ ID: "b", Name: "B" }], CostCenters: [{ ID: "c", Name: "C", BuyerID: "b" }] } };
  const report = await seedInto(server, file, {
    sleep: async (ms) => {
      pauses.push(ms);
    },
  });
  assert.deepEqual(pauses, [2000, 1000, 3000]);
  assert.equal(server.trace().filter((call) => call === "POST /buyers").length, 4);
  assert.deepEqual(report.problems, []);

  server.intercept(({ path }) => (path.endsWith("/costcenters") ? refusal(501, "NotImplemented") : undefined));
  const again = await seedInto(server, file, { sleep: () => assert.fail("501 is not temporary") });
  assert.deepEqual(again.problems, [
    { resource: "CostCenters", id: "c", status: 501, code: "NotImplemented", message: "NotImplemented." },
  ]);
});

test("a server that stays busy is a problem of the record, one out of reach ends the upload", async (t) => {
  const server = await recordingServer(t);
  server.intercept(({ path }) => (path === "/v1/buyers" ? refusal(503, "Busy") : undefined));
  const file = { Objects: { Buyers: [{ ID: "b", Name: "B" }] } };
  const report = await seedInto(server, file);
  assert.deepEqual(report.resources.Buyers, { created: 0, skipped: 0, failed: 1 });
  const unreachable = { fetch: () => Promise.reject(new TypeError("refused")) };
  await assert.rejects(seedInto(server, file, unreachable), {
    name: "SeedError",
    message: /cannot be reached: refused/,
  });
});

test("a refused record does not stop the others", async (t) => {
  const server = await recordingServer(t);
  server.intercept(({ path, body }) =>
    path === "/v1/products" && body.ID === "mulberry-silk-facemask" ? refusal(400, "Product.Bad") : undefined,
  );
  const report = await seedInto(server, simpleB2c);
  assert.deepEqual(report.resources.Products, { created: 8, skipped: 0, failed: 1 });
  assert.deepEqual(report.problems, [
    {
      resource: "Products",
      id: "mulberry-silk-facemask",
      status: 400,
      code: "Product.Bad",
      message: "Product.Bad.",
    },
  ]);
});

test("a second upload leaves what is there and creates no API client twice", async (t) => {
  const { server, report } = await seeded(t, simpleB2c);
  const again = await seedInto(server, simpleB2c);
  assert.deepEqual(again.problems, []);
  assert.deepEqual(again.generatedSecrets, []);
  for (const resource of Object.keys(simple.Objects))
    if (simple.Objects[resource]!.length > 0)
      assert.deepEqual(again.resources[resource], { created: 0, skipped: simple.Objects[resource]!.length, failed: 0 });
  assert.deepEqual(
    again.apiClients.map(({ newId }) => newId).sort(),
    report.apiClients.map(({ newId }) => newId).sort(),
  );
});

test("stock of variants is not overwritten by a second upload", async (t) => {
  const file = {
    Objects: {
      Products: [{ ID: "mug", Name: "Mug", VariantCount: 1 }],
      Variants: [{ ID: "mug-red", ProductID: "mug", Specs: [{ SpecID: "c", OptionID: "red" }] }],
    },
  };
  const { server } = await seeded(t, file);
  const before = server.calls.length;
  const again = await seedInto(server, file);
  assert.deepEqual(again.resources.Variants, { created: 0, skipped: 2, failed: 0 });
  assert.ok(server.calls.slice(before).every(({ path }) => !path.includes("/variants")));
});

test("a taken username is a problem unless the very user has it", async (t) => {
  const server = await recordingServer(t);
  const admin = { Username: "kim", FirstName: "K", LastName: "M", Email: "k@example.com", Active: true };
  await seedInto(server, { Objects: { AdminUsers: [{ ID: "kim", ...admin }] } });
  server.intercept(({ method, path }) =>
    method === "POST" && path === "/v1/adminusers" ? refusal(409, "User.UsernameMustBeUnique") : undefined,
  );
  const report = await seedInto(server, {
    Objects: {
      AdminUsers: [
        { ID: "kim", ...admin },
        { ID: "other", ...admin },
      ],
    },
  });
  assert.deepEqual(report.resources.AdminUsers, { created: 0, skipped: 1, failed: 1 });
  assert.equal(report.problems[0]?.code, "User.UsernameMustBeUnique");
});

test("a token that runs out on the way is renewed once for all calls under way", async (t) => {
  const server = await recordingServer(t);
  let state: "fresh" | "expired" | "renewed" = "fresh";
  server.intercept(({ path }) => {
    if (path === "/v1/priceschedules" && state === "fresh") state = "expired";
    if (path.endsWith("/organizations/market/token") && state === "expired") state = "renewed";
    return state === "expired" ? refusal(401, "InvalidToken") : undefined;
  });
  const report = await seedInto(server, simpleB2c);
  assert.deepEqual(report.problems, []);
  assert.equal(server.calls.filter(({ path }) => path.endsWith("/organizations/market/token")).length, 2);
});

test("up to `concurrency` calls are under way at once", async (t) => {
  const { server: several } = await seeded(t, simpleB2c, { concurrency: 4 });
  assert.ok(several.busiest() > 1 && several.busiest() <= 4, String(several.busiest()));
  const { server: single } = await seeded(t, simpleB2c, { concurrency: 1 });
  assert.equal(single.busiest(), 1);
});

test("progress counts every record of every resource up to its total", async (t) => {
  const events: Progress[] = [];
  await seeded(t, simpleB2c, { onProgress: (event) => events.push(event) });
  const products = events.filter(({ resource }) => resource === "Products");
  assert.deepEqual(
    products.map(({ done, total }) => `${done}/${total}`),
    Array.from({ length: 9 }, (_, index) => `${index + 1}/9`),
  );
  assert.equal(
    events.find(({ resource }) => resource === "CategoryProductAssignments")?.label,
    "category product assignments",
  );
});

test("resources nobody knows are reported, not passed over in silence", async (t) => {
  const { report } = await seeded(t, { Objects: { Gizmos: [{ ID: "g" }] } });
  assert.deepEqual(
    report.problems.map(({ resource, code }) => [resource, code]),
    [["Gizmos", "UnknownResource"]],
  );
});
