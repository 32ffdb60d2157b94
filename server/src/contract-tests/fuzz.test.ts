import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Field, type Model, models, type Operation } from "@orderwell/contract";
import { addClient, marketplace, requestToken, TestClient, type TestMarketplace } from "@orderwell/testing";
import fc from "fast-check";
import { each } from "./callers.ts";
import { implemented } from "./crud-resources.ts";
import { type Callers, callerOf, createFixture, type Fixture, unknownIds } from "./fixtures.ts";
import { requestWith } from "./references.ts";

let own: TestMarketplace;
let things: Fixture & { readonly callers: Callers };
before(async () => {
  own = await marketplace({ name: "fuzz" });
  things = await createFixture(own, "ours-1");
});

const callerFor = (operation: Operation): TestClient =>
  operation.access === "open" ? new TestClient(own.baseUrl, "") : callerOf(things.callers, operation);

/** Text that means something to a database, a path, a pattern, a browser or a shell. */
const hostile = [
  "'; drop table product; --",
  "' or '1'='1",
  "$$; select pg_sleep(5); $$",
  "\\'; select 1 --",
  "$[*] ? (@.a == 1)",
  "$.**{2 to last}",
  '{"a": 1}',
  "%_\\%",
  "*|!<>=",
  "a\u0000b",
  "\ud800",
  "\udc00x",
  "😀👩‍👩‍👧‍👦",
  "ﬁ İ ı ẞ ſ",
  "\u202egnirts\u2066",
  "\u0007\u001b[31m\r\nSet-Cookie: a=b",
  "../../etc/passwd",
  "%2e%2e%2f%00",
  "<script>alert(1)</script>",
  `\${7*7} {{7*7}} #{7*7}`,
  "__proto__",
  "constructor",
  "9223372036854775808",
  "1e400",
  "-0",
  "NaN",
  "",
  " ",
  "x".repeat(5_000),
];

/** JSON as text, which says what JavaScript's own values cannot. */
const hostileXp = [
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":null,"hasOwnProperty":1,"valueOf":{}}',
  '{"a\\"b\\\\c\'d":1,"$.x":2,"a.b":3,"":4," ":5}',
  '{"\\u0000":1}',
  '{"a":"\\u0000"}',
  '{"\\ud800":"\\udfff"}',
  '{"a":1e400,"b":-1e400,"c":-0,"d":1e-400}',
  '{"a":9223372036854775808,"b":123456789012345678901234567890.123456789}',
  '{"a":1,"a":2}',
  `${'{"a":'.repeat(100)}1${"}".repeat(100)}`,
  `${'{"a":'.repeat(900)}1${"}".repeat(900)}`,
  `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  `{"${"k".repeat(7_000)}":1}`,
];

const fieldsOf = ({ body }: Operation): [string, Field][] =>
  Object.entries((models as Readonly<Record<string, Model>>)[body?.model ?? ""]?.fields ?? {}).filter(
    ([, { readOnly }]) => !readOnly,
  );

const quoted = (value: unknown): string => JSON.stringify(value);

/** The request that would do no harm, with some properties replaced by JSON as it is written here. */
function requestFor(operation: Operation, replaced: ReadonlyMap<string, string>) {
  // What is written is written to things that are not there, or that are made anew: the fixture's own stay usable.
  const target = operation.method === "DELETE" ? unknownIds(things, "absent") : things;
  const wanted = requestWith({ operation, where: "path", name: "" }, target, target, undefined);
  if (operation.body === undefined) return { ...wanted, body: undefined };
  const entries = Object.entries(wanted.body ?? {}).filter(([name]) => !replaced.has(name));
  const parts = [...entries.map(([name, value]) => [name, quoted(value)] as const), ...replaced];
  return { ...wanted, body: `{${parts.map(([name, text]) => `${quoted(name)}:${text}`).join(",")}}` };
}

/** A reply that no request may get: a failure of the server, or a refusal that is not in the platform's shape. */
async function ask(operation: Operation, method: string, url: string, body: string | undefined): Promise<number> {
  const { status, body: reply } = await callerFor(operation).raw(method, url, body);
  const what = `${operation.id} ${url.slice(0, 200)} ${body?.slice(0, 300)}: ${status} ${quoted(reply)?.slice(0, 300)}`;
  assert.ok(status < 500, what);
  if (status >= 400) {
    assert.ok(Array.isArray(reply.Errors) && reply.Errors.length > 0, what);
    for (const { ErrorCode, Message } of reply.Errors)
      assert.ok(typeof ErrorCode === "string" && typeof Message === "string", what);
    assert.ok(!/\bat .*\.ts:\d+|syntax error at|relation "|node_modules/.test(quoted(reply)), what);
  }
  return status;
}

/** Left out: what would end the callers' own tokens or names, or switch off what the tests stand on. */
const spared =
  /^(Me\.(RevokeTokens|Save|Patch)|Buyers\.(Save|Patch)|ApiClients\.(Save|Patch)|Suppliers\.(Save|Patch))$/;
const withBody = implemented.filter(({ id, body }) => body !== undefined && !spared.test(id));

test("every text of every body takes whatever is written into it, or refuses it by name", async () => {
  await each(withBody, async (operation) => {
    const texts = fieldsOf(operation).filter(([, { type, enum: named }]) => type === "string" && named === undefined);
    for (let round = 0; round < 6; round++) {
      const chosen = texts.map(([name], at) => [name, quoted(hostile[(round * 5 + at) % hostile.length])] as const);
      const { method, url, body } = requestFor(operation, new Map(chosen));
      await ask(operation, method, url, body);
    }
  });
});

test("extended properties are data, whatever their keys, depth and numbers", async () => {
  const having = withBody.filter((operation) => fieldsOf(operation).some(([, { xp }]) => xp === true));
  assert.ok(having.length > 50, `${having.length} operations`);
  await each([...having.entries()], async ([index, operation]) => {
    for (let round = 0; round < 4; round++) {
      const xp = hostileXp[(index + round * 3) % hostileXp.length] as string;
      const { method, url, body } = requestFor(operation, new Map([["xp", xp]]));
      await ask(operation, method, url, body);
    }
  });
  for (const xp of hostileXp) {
    const { status, body } = await own.seller.raw("POST", "/v1/buyers", `{"Name":"x","xp":${xp}}`);
    assert.ok(status === 201 || status === 400, `${status} ${xp.slice(0, 100)}`);
    const isParsed = !/(\[|\{"a":){128}/.test(xp);
    if (status === 400 && isParsed) assert.equal(body.Errors[0].Data.Property, "xp");
    else if (status === 400) assert.match(body.Errors[0].Data.Problem, /levels/);
    else
      assert.deepEqual(
        Object.keys(body.xp).sort(),
        Object.keys(JSON.parse(xp.replace(/\\ud[89a-f]../g, "\\ufffd"))).sort(),
      );
  }
  const deepest = `{"Name":"x","xp":{"a":${"[".repeat(1_900_000)}${"]".repeat(1_900_000)}}}`;
  assert.equal((await own.seller.raw("POST", "/v1/buyers", deepest)).status, 400);
  const elsewhere = `{"Name":${"[".repeat(1_900_000)}${"]".repeat(1_900_000)}}`;
  assert.equal((await own.seller.raw("POST", "/v1/buyers", elsewhere)).status, 400);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary", maxLength: 40 }), fc.string());
const value = fc.oneof(
  text.map(quoted),
  fc.constantFrom(
    ...hostileXp,
    "1e400",
    "-0",
    "9223372036854775807",
    "18446744073709551616",
    "null",
    "true",
    "[]",
    "{}",
  ),
  fc.jsonValue({ maxDepth: 4 }).map(quoted),
  fc.double().map(quoted),
);

test("whatever a request says, the server does not fail, and refuses in the platform's shape", async () => {
  const request = fc.constantFrom(...implemented.filter(({ id }) => !spared.test(id))).chain((operation) => {
    const names = fieldsOf(operation).map(([name]) => name);
    const body =
      names.length === 0
        ? fc.constant(new Map<string, string>())
        : fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 }).map((pairs) => new Map(pairs));
    const params = Object.keys(operation.pathParams);
    const path = params.length === 0 ? fc.constant(null) : fc.option(fc.tuple(fc.constantFrom(...params), text));
    const query = fc.array(
      fc.tuple(fc.oneof(fc.constantFrom(...Object.keys(operation.query), "search", "xp.a"), text), text),
      { maxLength: 2 },
    );
    return fc.tuple(fc.constant(operation), body, path, query);
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 8, maxLength: 8 }), async (requests) => {
      await each(requests, async ([operation, replaced, path, query]) => {
        const { method, url, body } = requestFor(operation, replaced);
        const changed = path === null ? url : at(operation, url, ...path);
        const [plain = "", own] = changed.split("?");
        const pairs = query.map(([name, one]) => `${safe(name)}=${safe(one)}`);
        const all = [...(own === undefined ? [] : [own]), ...pairs].join("&");
        await ask(operation, method, all === "" ? plain : `${plain}?${all}`, body);
      });
    }),
    { numRuns: 80 },
  );
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.equal((await own.seller.raw("GET", "/v1/me")).status, 200);
});

const safe = (one: string): string => encodeURIComponent(one.toWellFormed());

/** The URL with another text for one parameter of its path. An empty one would make it another path. */
function at(operation: Operation, url: string, name: string, one: string): string {
  const parts = operation.path.split("/");
  const index = parts.indexOf(`{${name}}`);
  const written = url.split("?")[0]?.split("/") ?? [];
  written[index] = safe(one) || "%20";
  const query = url.includes("?") ? url.slice(url.indexOf("?")) : "";
  return written.join("/") + query;
}

test("whatever a form says, the token endpoint answers as OAuth does, and grants nothing", async () => {
  const client_id = await addClient(own);
  const fields = [
    "grant_type",
    "client_id",
    "client_secret",
    "username",
    "password",
    "scope",
    "refresh_token",
    "anonuserid",
  ];
  const kinds = ["password", "client_credentials", "refresh_token"];
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields), text), fc.constantFrom(...kinds), async (form, kind) => {
      const wellFormed = Object.entries(form).map(([name, one]) => [name, one.toWellFormed()]);
      const { status, body } = await requestToken(own, {
        grant_type: kind,
        client_id,
        ...Object.fromEntries(wellFormed),
      });
      assert.equal(status, 400, JSON.stringify(body));
      assert.equal(typeof body.error, "string");
      assert.equal(body.error_description, body.Errors[0].Message);
    }),
    { numRuns: 40 },
  );
});
