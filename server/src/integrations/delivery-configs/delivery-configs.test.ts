import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeliveryTargets } from "@orderwell/contract";
import { inMarketplace, marketplace, type TestMarketplace, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { openHidden } from "./targets.ts";

const http = {
  Endpoint: "https://example.com/changes",
  Secret: "shared-key-7719",
  CustomAuthHeaderName: "X-Key",
  CustomAuthHeaderValue: "header-value-2204",
};
const kafka = { BootstrapServers: "broker:9092", SaslUsername: "app", SaslPassword: "pass-5512", Topic: "changes" };
const path = { deliveryConfigID: "main" };

const create = (own: TestMarketplace, targets: Partial<DeliveryTargets> | object) =>
  own.seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "main", Name: "Main", Enabled: true, DeliveryTargets: targets },
  });

const stored = (own: TestMarketplace) =>
  inMarketplace(own, async (db) => {
    const row = await db.row<{ targets: string; secrets: string | null }>(sql`
      select delivery_targets::text as targets, delivery_secrets as secrets from delivery_config
      where marketplace_id = ${own.id}`);
    assert.ok(row !== undefined);
    return row;
  });

/** What is hidden of the targets, opened. */
const hidden = async (own: TestMarketplace) =>
  openHidden((await testServer()).app.services.secrets, (await stored(own)).secrets);

test("secrets of targets are shown to nobody, and lie sealed in the database", async (t) => {
  const own = await marketplace(t);
  const created = await create(own, { Http: http, Kafka: kafka });
  assert.deepEqual(created.DeliveryTargets.Http, { ...http, Secret: null, CustomAuthHeaderValue: null });
  assert.deepEqual(created.DeliveryTargets.Kafka, { ...kafka, SaslPassword: null });
  assert.equal(created.DeliveryTargets.EventHub, null);
  const row = JSON.stringify(await stored(own));
  for (const secret of [http.Secret, http.CustomAuthHeaderValue, kafka.SaslPassword])
    assert.ok(!row.includes(secret), "nothing is readable in the database");
  const read = await own.seller.ok("DeliveryConfigurations.Get", { path });
  assert.deepEqual(read, created);
  const { Items } = await own.seller.ok("DeliveryConfigurations.List", { query: { search: "mai" } });
  assert.deepEqual(Items, [created]);
});

test("a change that does not give a secret keeps it for as long as its target and its header stay", async (t) => {
  const own = await marketplace(t);
  await create(own, { Http: http, Kafka: kafka });
  const change = (body: object) => own.seller.accepted("DeliveryConfigurations.Patch", { path, body });
  await change({ DeliveryTargets: { Http: { Endpoint: "https://example.com/other" } } });
  assert.deepEqual(await hidden(own), {
    Http: { Secret: http.Secret, CustomAuthHeaderValue: http.CustomAuthHeaderValue },
    Kafka: { SaslPassword: kafka.SaslPassword },
  });
  await change({ DeliveryTargets: { Http: { Secret: "another", CustomAuthHeaderName: null }, Kafka: null } });
  assert.deepEqual(await hidden(own), { Http: { Secret: "another" } });
  const left = await own.seller.ok("DeliveryConfigurations.Get", { path });
  assert.deepEqual(
    [left.DeliveryTargets.Http?.Endpoint, left.DeliveryTargets.Kafka],
    [`https://example.com/other`, null],
  );
  await change({ ID: "Renamed", Name: "Only the name" });
  assert.deepEqual(await hidden(own), { Http: { Secret: "another" } });
});

test("what was read can be saved as it is, and keeps the secrets that it does not show; a new target needs its own", async (t) => {
  const own = await marketplace(t);
  await create(own, { Http: http, Kafka: kafka });
  const before = await hidden(own);
  const read = await own.seller.ok("DeliveryConfigurations.Get", { path });
  const saved = await own.seller.accepted("DeliveryConfigurations.Save", { path, body: { ...read, Name: "Renamed" } });
  assert.deepEqual(saved, { ...read, Name: "Renamed" });
  assert.deepEqual(await hidden(own), before);
  const MessageSender = { Endpoint: "https://example.com" };
  for (const DeliveryTargets of [
    { ...read.DeliveryTargets, MessageSender },
    { Http: { ...http, Endpoint: "https://elsewhere.example.com", Secret: null } },
  ]) {
    const { code, data } = await own.seller.refused("DeliveryConfigurations.Save", {
      path,
      body: { Name: "Main", DeliveryTargets },
    });
    assert.equal(code, "ValidationFailure");
    assert.match(data.Property, /^DeliveryTargets\.(Http\.Secret|MessageSender\.SharedKey|MessageSender\.Secret)$/);
  }
  assert.deepEqual(await hidden(own), before);
});

test("a target that is to lead to another host needs its secrets anew, so that nobody has them sent to themselves", async (t) => {
  const own = await marketplace(t);
  const search = {
    Domain: "d",
    Source: "s",
    Endpoint: "https://search.example.com",
    Entity: "product",
    ApiKey: "key-8801",
  };
  const Content = { Locales: ["nl"], Http: { ...http, Endpoint: "https://texts.example.com/nl" } };
  const { Secret: _, ...texts } = Content.Http;
  await create(own, { Http: http, Kafka: kafka, SearchIngestion: { ...search, Content: { ...Content, Http: texts } } });
  const before = await stored(own);
  const elsewhere = "https://attacker.example.com/changes";
  const cases: readonly (readonly [object, string, string | null])[] = [
    [{ Http: { Endpoint: elsewhere } }, "ValidationFailure", "DeliveryTargets.Http.Secret"],
    [{ Http: { Endpoint: "https://example.com:8443/changes" } }, "ValidationFailure", "DeliveryTargets.Http.Secret"],
    [{ Http: { Endpoint: elsewhere, Secret: "s" } }, "Integration.CustomAuthHeaderValueRequired", null],
    [
      { Kafka: { BootstrapServers: "broker:9092,attacker:9092" } },
      "ValidationFailure",
      "DeliveryTargets.Kafka.SaslPassword",
    ],
    [{ SearchIngestion: { Endpoint: elsewhere } }, "ValidationFailure", "DeliveryTargets.SearchIngestion.ApiKey"],
    [
      { SearchIngestion: { Content: { Http: { Endpoint: elsewhere } } } },
      "Integration.CustomAuthHeaderValueRequired",
      null,
    ],
  ];
  for (const [DeliveryTargets, code, property] of cases) {
    const { body } = await own.seller.raw("PATCH", "/v1/integrations/deliveryconfig/main", { DeliveryTargets });
    const [error] = body.Errors;
    assert.deepEqual(
      [error.ErrorCode, error.Data?.Property ?? null],
      [code, property],
      JSON.stringify(DeliveryTargets),
    );
  }
  assert.deepEqual(await stored(own), before);
  await own.seller.accepted("DeliveryConfigurations.Patch", {
    path,
    body: { DeliveryTargets: { Http: { Endpoint: elsewhere, Secret: "new", CustomAuthHeaderValue: "newer" } } },
  });
  assert.deepEqual((await hidden(own)).Http, { Secret: "new", CustomAuthHeaderValue: "newer" });
  await own.seller.accepted("DeliveryConfigurations.Patch", { path, body: { DeliveryTargets: { Http: null } } });
  const again = await own.seller.raw("PATCH", "/v1/integrations/deliveryconfig/main", {
    DeliveryTargets: { Http: { Endpoint: http.Endpoint } },
  });
  assert.equal(again.body.Errors[0].Data.Property, "DeliveryTargets.Http.Secret", "nor after it was taken away");
});

test("targets that lack something, cannot be called or exclude each other are refused by name", async (t) => {
  const own = await marketplace(t);
  const send = { SiteID: "s", ServiceEndpoint: "https://example.com" };
  const search = { Domain: "d", Source: "s", Endpoint: "https://example.com", Entity: "product", ApiKey: "k" };
  const cases: readonly (readonly [object, string, string | null])[] = [
    [{}, "ValidationFailure", "DeliveryTargets"],
    [{ Http: null }, "ValidationFailure", "DeliveryTargets"],
    [
      { SendEvent: send, MessageSender: { Endpoint: "https://example.com", Secret: "k" } },
      "ValidationFailure",
      "DeliveryTargets",
    ],
    [{ Http: { Endpoint: http.Endpoint } }, "ValidationFailure", "DeliveryTargets.Http.Secret"],
    [{ Http: { ...http, Secret: "k".repeat(51) } }, "ValidationFailure", "DeliveryTargets.Http.Secret"],
    [{ Http: { ...http, Endpoint: "http://example.com" } }, "ValidationFailure", "DeliveryTargets.Http.Endpoint"],
    [{ Http: { ...http, Endpoint: "https://a:b@example.com" } }, "ValidationFailure", "DeliveryTargets.Http.Endpoint"],
    [{ Http: { ...http, CustomAuthHeaderName: null } }, "Integration.CustomAuthHeaderNameRequired", null],
    [{ Http: { ...http, CustomAuthHeaderValue: null } }, "Integration.CustomAuthHeaderValueRequired", null],
    [
      { SearchIngestion: { ...search, Content: { Locales: ["nl"], Http: { Endpoint: "ftp://example.com" } } } },
      "ValidationFailure",
      "DeliveryTargets.SearchIngestion.Content.Http.Endpoint",
    ],
  ];
  for (const [DeliveryTargets, code, property] of cases) {
    const { body } = await own.seller.raw("POST", "/v1/integrations/deliveryconfig", { Name: "n", DeliveryTargets });
    const [error] = body.Errors;
    const named = error.Data?.Property ?? null;
    assert.deepEqual([error.ErrorCode, named], [code, property], JSON.stringify(DeliveryTargets));
  }
  await create(own, { Http: http, AzureBlob: { ConnectionString: "c" }, SendEvent: send });
  const half = await own.seller.raw("PATCH", "/v1/integrations/deliveryconfig/main", {
    DeliveryTargets: { Kafka: { Topic: "changes" } },
  });
  assert.deepEqual(
    [half.status, half.body.Errors[0].Data.Property],
    [400, "DeliveryTargets.Kafka.BootstrapServers"],
    "a target that a change adds is whole",
  );
});
