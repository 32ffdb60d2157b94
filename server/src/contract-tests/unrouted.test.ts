import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { before, test } from "node:test";
import type { Operation } from "@orderwell/contract";
import { type Shop, shop } from "@orderwell/testing";
import { each } from "./callers.ts";
import { type CrudFixture, crudFixture, fixturePath, implemented } from "./crud-resources.ts";

let own: Shop;
let fixture: CrudFixture;
before(async () => {
  own = await shop({ name: "unrouted" });
  fixture = await crudFixture(own);
});

/** Headers of a reply that differ with every request. */
const varying = new Set(["date", "x-oc-logid", "connection", "keep-alive", "transfer-encoding"]);
const lasting = (headers: Headers) => Object.fromEntries([...headers].filter(([name]) => !varying.has(name)));

test("HEAD answers wherever GET does, with its status and headers and without a body", async () => {
  const reads = implemented.filter(({ method }) => method === "GET");
  const different: string[] = [];
  const compare = async (operation: Operation, url: string, tries = 5): Promise<unknown> => {
    const caller = fixture.caller(operation);
    const [got, headed] = [await caller.raw("GET", url), await caller.raw("HEAD", url)];
    const expected = JSON.stringify([got.status, lasting(got.headers)]);
    const found = JSON.stringify([headed.status, lasting(headed.headers)]);
    if (found === expected && headed.body === undefined && got.headers.has("content-length")) return;
    // A reply that says when it was made is a digit shorter at times, and one of users longer once they were active.
    if (tries > 1 && /DateEvaluated|LastActive/.test(JSON.stringify(got.body ?? null)))
      return compare(operation, url, tries - 1);
    return different.push(`${url}: ${found} instead of ${expected}`);
  };
  await each(reads, async (operation) => {
    await compare(operation, fixturePath(operation.path).replace(/\{\w+\}/g, "NoThing"));
    await compare(
      operation,
      fixturePath(operation.path)
        .replace(/\{\w+\}/g, "NoThing")
        .concat("?page=none"),
    );
  });
  assert.deepEqual(different, []);
  for (const path of ["/v1/openapi/v3", "/v1/swagger", "/env", "/healthz", "/portal/api/v1/me", "/no/such"]) {
    const [got, headed] = await Promise.all(
      ["GET", "HEAD"].map((method) =>
        fetch(own.baseUrl + path, { method, headers: { "accept-encoding": "identity" } }),
      ),
    );
    assert.deepEqual([headed!.status, lasting(headed!.headers)], [got!.status, lasting(got!.headers)], path);
    assert.ok(Number(headed!.headers.get("content-length")) > 0, path);
    assert.equal(await headed!.text(), "");
  }
});

test("a reply that GET compresses has the same headers under HEAD", async () => {
  const headers = { "accept-encoding": "gzip", origin: "https://shop.example" };
  const [got, headed] = await Promise.all(
    ["GET", "HEAD"].map((method) => fetch(`${own.baseUrl}/v1/openapi/v3`, { method, headers })),
  );
  assert.equal(headed!.headers.get("content-encoding"), "gzip");
  assert.deepEqual(lasting(headed!.headers), lasting(got!.headers));
});

test("OPTIONS is answered anywhere, with or without the headers of a preflight", async () => {
  for (const path of ["/v1/me", "/oauth/token", "/portal/api/v1/me", "/no/such"])
    for (const headers of [
      {},
      { origin: "https://shop.example" },
      { origin: "https://shop.example", "access-control-request-method": "PATCH" },
    ]) {
      const answer = await fetch(own.baseUrl + path, { method: "OPTIONS", headers });
      assert.equal(answer.status, 204, path);
      assert.match(String(answer.headers.get("access-control-allow-methods")), /PATCH/);
      if ("origin" in headers) assert.equal(answer.headers.get("access-control-allow-origin"), headers.origin);
      assert.match(String(answer.headers.get("x-oc-logid")), /^[0-9a-f-]{36}$/);
    }
});

/** The reply to bytes that are sent as they are. */
async function sendBytes(bytes: string) {
  const { hostname, port } = new URL(own.baseUrl);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  return {
    status: Number(first.split(" ")[1]),
    headers,
    body: JSON.parse(body) as { Errors: { ErrorCode: string }[] },
  };
}

function assertStandard(headers: Headers, what: string): void {
  assert.deepEqual(
    [headers.get("cache-control"), headers.get("x-content-type-options")],
    ["no-store", "nosniff"],
    what,
  );
}

test("no reply may be kept on the way or taken for another type than it says, whatever its status", async () => {
  await each(implemented, async (operation) => {
    const url = fixturePath(operation.path).replace(/\{\w+\}/g, "NoThing");
    const { headers } = await fixture.caller(operation).raw(operation.method === "GET" ? "GET" : "POST", url, "{");
    assertStandard(headers, operation.id);
  });
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "nobody" });
  for (const [path, init] of [
    ["/oauth/token", { method: "POST", body: form }],
    ["/oauth/token", { method: "POST", body: "[]" }],
    ["/oauth/certs/nothing", {}],
    ["/ocrplogin", { redirect: "manual" }],
    ["/portal/api/v1/oauth/token", { method: "POST", body: form }],
    ["/portal/api/v1/me", {}],
    ["/v1/me", { method: "OPTIONS", headers: { origin: "https://a.example", "access-control-request-method": "PUT" } }],
    ["/v1/openapi/v3", {}],
    ["/reference/errors", {}],
    ["/env", {}],
    ["/healthz", {}],
    ["/metrics", {}],
    ["/no/such", {}],
  ] as const)
    assertStandard((await fetch(own.baseUrl + path, init as RequestInit)).headers, path);
});

test("what no route can read is refused in the platform's shape, for any origin and with a log id", async () => {
  const origin = "https://shop.example";
  const get = (url: string, more = "") =>
    `GET ${url} HTTP/1.1\r\nhost: shop\r\norigin: ${origin}\r\nconnection: close\r\n${more}\r\n`;
  const cases: [string, string, number, string][] = [
    ["a malformed escape", get("/v1/products/%zz"), 404, "NotFound"],
    ["half a character", get("/v1/products/%E0%A4%A"), 404, "NotFound"],
    ["an escape that is cut off", get("/v1/%"), 404, "NotFound"],
    ["a malformed escape where a token is needed", get("/v1/products?search=%zz"), 401, "InvalidToken"],
    ["an overlong ID", get(`/v1/products/${"x".repeat(5_000)}`), 414, "Request.UrlTooLong"],
    ["a URL longer than what is read", get(`/v1/products?search=${"x".repeat(20_000)}`), 414, "Request.UrlTooLong"],
    ["headers larger than what is read", get("/v1/me", `x: ${"x".repeat(20_000)}\r\n`), 431, "Request.HeadersTooLarge"],
    ["what is no HTTP", "HELLO\r\n\r\n", 400, "Request.Malformed"],
    ["two lengths", get("/v1/me", "content-length: 1\r\ncontent-length: 2\r\n"), 400, "Request.Malformed"],
  ];
  for (const [what, bytes, status, code] of cases) {
    const answer = await sendBytes(bytes);
    assert.deepEqual([answer.status, answer.body.Errors[0]?.ErrorCode], [status, code], what);
    assert.match(String(answer.headers.get("access-control-allow-origin")), /^(\*|https:\/\/shop\.example)$/, what);
    assert.match(String(answer.headers.get("access-control-expose-headers")), /X-oc-logid.*Retry-After/, what);
    assert.match(String(answer.headers.get("x-oc-logid")), /^[0-9a-f-]{36}$/, what);
    assert.match(String(answer.headers.get("content-type")), /^application\/json; charset=utf-8$/, what);
    assertStandard(answer.headers, what);
  }
});
