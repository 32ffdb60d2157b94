import assert from "node:assert/strict";
import { test } from "node:test";
import { type Field, models, type Operation } from "@orderwell/contract";
import { refusal } from "@orderwell/testing";
import { each, guarded, someUrl, usersOfEachType, words } from "./callers.ts";

const fieldsOf = (model: string): Readonly<Record<string, Field>> =>
  (models as Readonly<Record<string, { fields: Readonly<Record<string, Field>> }>>)[model]?.fields ?? {};
const withBody = guarded.filter(({ body }) => body !== undefined);
const typeOf = (operation: Operation) => operation.userTypes?.[0] ?? "Seller";

test("a body that is no JSON object is refused with the platform's error", async (t) => {
  const { as } = await usersOfEachType(t);
  await each(withBody, async (operation) => {
    const caller = await as(typeOf(operation), ["FullAccess"]);
    for (const text of ['{"ID": ', "[1, 2]", '"text"', "17", "null", "\u0000"]) {
      const answer = await caller.raw(operation.method, someUrl(operation), text);
      if (text === "null" && operation.body?.optional) continue;
      const { status, code } = refusal(answer.status, answer.body);
      assert.deepEqual(
        [status, code],
        [400, operation.body?.refusal ?? "Request.InvalidRequestBody"],
        `${operation.id}: ${JSON.stringify(text)}`,
      );
    }
  });
});

test("a body that is not JSON by its content type is refused", async (t) => {
  const { as } = await usersOfEachType(t);
  const caller = await as("Seller", ["FullAccess"]);
  for (const type of ["text/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    const answer = await caller.raw("POST", "/v1/buyers", '{"Name":"x"}', { "content-type": type });
    assert.equal(refusal(answer.status, answer.body).code, "Request.InvalidContentType", type);
  }
});

test("JSON is read under its own content types and as plain text, which fetch() sends what names none", async (t) => {
  const { as } = await usersOfEachType(t);
  const caller = await as("Seller", ["FullAccess"]);
  for (const type of [
    "application/json;charset=UTF-8",
    "text/json",
    "application/merge-patch+json",
    "text/plain;charset=UTF-8",
    "text/plain; charset=utf-8",
  ]) {
    const { status } = await caller.raw("POST", "/v1/buyers", '{"Name":"x"}', { "content-type": type });
    assert.equal(status, 201, type);
  }
  const { status, body } = await caller.raw("POST", "/v1/buyers", "Name=x", { "content-type": "text/plain" });
  assert.equal(refusal(status, body).code, "Request.InvalidRequestBody");
});

test("every property of a wrong type, over its length or out of its range is named, and nothing is written", async (t) => {
  const { as } = await usersOfEachType(t);
  await each(withBody, async (operation) => {
    const caller = await as(typeOf(operation), ["FullAccess"]);
    const body = operation.body as NonNullable<Operation["body"]>;
    for (const [name, field] of Object.entries(fieldsOf(body.model))) {
      if (field.readOnly) continue;
      for (const value of wrongValues(field)) {
        const answer = await caller.raw(operation.method, someUrl(operation), { [name]: value });
        const what = `${operation.id}.${name} = ${JSON.stringify(value)?.slice(0, 40)}`;
        assert.equal(answer.status, 400, `${what}: ${JSON.stringify(answer.body)}`);
        const named = answer.body.Errors.some(
          ({ Message, Data }: { Message: string; Data: { Property?: string } | null }) =>
            Message.includes(name) && (Data?.Property ?? "").startsWith(name),
        );
        assert.ok(named, `${what} is not named: ${JSON.stringify(answer.body)}`);
      }
    }
  });
});

/** Values that break a property's declaration. */
function wrongValues(field: Field): unknown[] {
  const values: unknown[] = [];
  switch (field.type) {
    case "string":
      values.push({ an: "object" }, ["a", "list"], "null \u0000 character");
      if (field.max !== undefined) values.push("x".repeat(field.max + 1));
      if (field.enum !== undefined) values.push("NoSuchValue");
      break;
    case "integer":
      values.push("many", 1.5, {}, 1e20, -1e20);
      if (field.atLeast !== undefined) values.push(field.atLeast - 1);
      if (field.atMost !== undefined) values.push(field.atMost + 1);
      break;
    case "decimal":
      values.push("much", {}, [], 1e30, "1e400");
      if (field.atLeast !== undefined) values.push(field.atLeast - 1);
      break;
    case "boolean":
      values.push("perhaps", 7, {});
      break;
    case "date":
      values.push("tomorrow", "2026-02-30", 20260101, {});
      break;
    case "array":
      values.push("list", { 0: "x" });
      break;
    case "model":
      values.push("object", [], 1);
      break;
    case "object":
      values.push("text", [], 1, { big: "x".repeat(8_100) }, { bad: "\u0000" });
      break;
  }
  return field.writeOnly && field.type === "string" ? values.filter((value) => typeof value !== "object") : values;
}

test("every list refuses unknown properties, wrong values and page sizes, and names them", async (t) => {
  const { as } = await usersOfEachType(t);
  await each(guarded, async (operation) => {
    const kind = operation.list?.kind;
    if (kind !== "full" && kind !== "premium") return;
    const caller = await as(typeOf(operation), ["FullAccess"]);
    const ask = (query: string) => caller.raw(operation.method, `${someUrl(operation)}?${query}`);
    const cases: [string, string, string][] = [
      ["pageSize=0", "List.InvalidPageSize", ""],
      ["pageSize=101", "List.InvalidPageSize", ""],
      ["pageSize=ten", "List.InvalidPageSize", ""],
      ["NoSuchProperty=1", "List.InvalidProperty", "NoSuchProperty"],
      ["sortBy=NoSuchProperty", "List.InvalidProperty", "NoSuchProperty"],
    ];
    for (const [query, expected, property] of cases) {
      const answer = await ask(query);
      const { status, code } = refusal(answer.status, answer.body);
      assert.deepEqual([status, code], [400, expected], `${operation.id}?${query}`);
      assert.ok(JSON.stringify(answer.body).includes(property));
    }
  });
});

test("strange parameters of paths and queries never break an operation", async (t) => {
  const { as } = await usersOfEachType(t);
  const strange = [
    "%00",
    "%ED%A0%80",
    "%",
    "..%2f..%2f",
    "'%20or%201=1--",
    "%F0%9F%9B%92",
    "a".repeat(300),
    "{x}",
    "__proto__",
    "%22",
  ];
  await each(guarded, async (operation) => {
    const caller = await as(typeOf(operation), ["FullAccess"]);
    for (const text of strange) {
      const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
        name === "direction" ? "All" : (words[name] ?? text),
      );
      const query =
        operation.list === undefined ? "" : `?search=${text}&xp.${text}=${text}&sortBy=${text}&page=${text}`;
      const answer = await caller.raw(operation.method, path + query, operation.body === undefined ? undefined : {});
      assert.ok(
        answer.status < 500,
        `${operation.id} ${path}${query}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
      if (answer.status >= 400) assert.ok(answer.body.Errors.length > 0, operation.id);
    }
  });
});

test("an oversized body is refused with 413 in the platform's shape", async (t) => {
  const { as } = await usersOfEachType(t);
  const caller = await as("Seller", ["FullAccess"]);
  const answer = await caller.raw("POST", "/v1/buyers", { Name: "x", xp: { big: "x".repeat(5_000_000) } });
  assert.deepEqual([answer.status, answer.body.Errors[0].ErrorCode], [413, "Request.InvalidRequestBody"]);
});

test("keys that could pollute prototypes are data like any other", async (t) => {
  const { as } = await usersOfEachType(t);
  const caller = await as("Seller", ["FullAccess"]);
  const text = '{"ID":"p","Name":"x","xp":{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}}}}';
  assert.equal((await caller.raw("POST", "/v1/buyers", text)).status, 201);
  const patched = await caller.raw("PATCH", "/v1/buyers/p", '{"xp":{"__proto__":{"more":1}}}');
  assert.deepEqual(Object.keys(patched.body.xp).sort(), ["__proto__", "constructor"]);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("literal parts of a path count in any case, an unknown path is a 404 in the platform's shape", async (t) => {
  const { as } = await usersOfEachType(t);
  const caller = await as("Seller", ["FullAccess"]);
  assert.equal((await caller.raw("GET", "/V1/BUYERS")).status, 200);
  assert.equal((await caller.raw("GET", "/sandbox/v1/buyers/")).status, 200);
  for (const path of ["//v1/buyers", "/sandbox//v1/buyers?search=a"])
    assert.equal((await caller.raw("GET", path)).status, 200, `${path}: a base URL that ends with a slash`);
  assert.equal((await caller.raw("GET", "/v1//buyers")).status, 404);
  const answer = await caller.raw("GET", "/v1/no/such/thing");
  assert.deepEqual([answer.status, answer.body.Errors[0].ErrorCode], [404, "NotFound"]);
  assert.equal(typeof answer.body.Errors[0].Data.ObjectType, "string");
});

test("browsers of any origin may call with their token and read the log id", async (t) => {
  const { marketplace } = await usersOfEachType(t);
  const preflight = await fetch(`${marketplace.baseUrl}/v1/me`, {
    method: "OPTIONS",
    headers: {
      origin: "https://shop.example",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization,content-type",
    },
  });
  assert.ok(preflight.status < 300);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "https://shop.example");
  assert.match(String(preflight.headers.get("access-control-allow-methods")), /PATCH/);
  assert.match(String(preflight.headers.get("access-control-allow-headers")), /authorization/);
  const refused = await fetch(`${marketplace.baseUrl}/v1/me`, { headers: { origin: "https://shop.example" } });
  assert.equal(refused.headers.get("access-control-allow-origin"), "https://shop.example");
  assert.match(String(refused.headers.get("x-oc-logid")), /^[0-9a-f-]{36}$/);
});
