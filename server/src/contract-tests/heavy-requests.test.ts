import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { before, test } from "node:test";
import { limits, type Operation, operations, portalOperations } from "@orderwell/contract";
import { marketplace, processTime, refusal, type Shop, shop, TestClient, until } from "@orderwell/testing";
import { someUrl } from "./callers.ts";

let own: Shop;
before(async () => {
  own = await shop({ name: "heavy" });
  await own.product("p");
});

const seconds = 3;

/** What the server answers, which must take some seconds of CPU at most. */
async function prompt<Answer>(what: string, asked: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer | undefined;
  const took = await processTime(async () => {
    answer = await asked();
  });
  assert.ok(took < seconds * 1_000, `${what} took ${Math.round(took)} ms`);
  return answer as Answer;
}

const many = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

const unknownProperties = `{${many(330_000, (index) => `"p${index}":1`).join(",")}}`;

const needNoToken = [
  ...Object.values(operations as Readonly<Record<string, Operation>>),
  ...Object.values(portalOperations),
]
  .filter(({ access, body }) => access === "open" && body !== undefined)
  .map((operation) => ({ method: operation.method, url: someUrl(operation), form: operation.body?.form === true }));

test("what needs no token takes bodies of 32 KiB and no more", async () => {
  assert.ok(needNoToken.length > 5);
  const anybody = new TestClient(own.baseUrl, "");
  for (const { method, url, form } of needNoToken) {
    const headers = { "content-type": form ? "application/x-www-form-urlencoded" : "application/json" };
    const text = (length: number) =>
      form ? `grant_type=password&scope=${" ".repeat(length)}` : `{"x":"${"x".repeat(length)}"}`;
    const large = await prompt(url, () => anybody.raw(method, url, text(4_000_000), headers));
    assert.deepEqual([large.status, large.body.Errors[0].ErrorCode], [413, "Request.InvalidRequestBody"], url);
    const fitting = await prompt(url, () => anybody.raw(method, url, text(limits.openBodyBytes.most - 100), headers));
    assert.notEqual(fitting.status, 413, url);
  }
});

test("a large body is not waited for when nobody may send it", async () => {
  const { hostname, port } = new URL(own.baseUrl);
  const small = "content-encoding: gzip\r\ncontent-length: 4000";
  for (const length of ["content-length: 4000000", "transfer-encoding: chunked", small])
    for (const token of ["", "authorization: Bearer none\r\n"]) {
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /v1/products HTTP/1.1\r\nhost: x\r\n${token}content-type: application/json\r\n${length}\r\n\r\n`,
      );
      const reply = await new Promise<string>((resolve, reject) => {
        socket.once("data", (chunk: Buffer) => resolve(chunk.toString("latin1"))).once("error", reject);
      });
      socket.destroy();
      assert.match(reply, /^HTTP\/1\.1 401 /, `${length} ${token}`);
    }
});

test("large bodies under way take a bounded memory, a quarter of it for one marketplace; they give it back", async (t) => {
  const neighbour = await marketplace({ name: "heavy-neighbour" });
  const large = { Name: "Large", xp: {}, unknown: "x".repeat(100_000) };
  const send = async ({ seller }: { seller: TestClient }, body: object = large) =>
    (await seller.raw("PUT", "/v1/buyers/large", body)).status;
  const comesTo = (expected: number, meanwhile = () => {}) =>
    until(async () => {
      if ((await send(own)) === expected) return true;
      meanwhile();
      return false;
    }, `never ${expected}`);
  await comesTo(200);
  const { hostname, port } = new URL(own.baseUrl);
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const begin = () => {
    const socket = connect(Number(port), hostname);
    sockets.push(socket.on("error", () => {}));
    socket.write(
      `POST /v1/products HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${own.seller.token}\r\ncontent-type: application/json\r\ncontent-length: ${limits.bodyBytes.most}\r\n\r\n{`,
    );
  };
  await comesTo(429, begin);
  assert.equal(await send(neighbour), 200);
  assert.equal(await send(own, { Name: "Small" }), 200);
  for (const socket of sockets) socket.destroy();
  await comesTo(200);
});

test("no JSON is parsed for somebody without a token", async () => {
  const answer = await new TestClient(own.baseUrl, "").raw("POST", "/v1/products", "no JSON");
  assert.deepEqual([answer.status, answer.body.Errors[0].ErrorCode], [401, "InvalidToken"]);
});

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

const heavyBodies: [what: string, path: string, body: string, code: string, property: string | null][] = [
  ["330,000 properties that nobody knows", "/v1/products", unknownProperties, "Request.InvalidRequestBody", null],
  [
    "200,000 price breaks",
    "/v1/priceschedules",
    `{"PriceBreaks":[${many(200_000, () => '{"Quantity":-1}').join(",")}]}`,
    "Request.InvalidRequestBody",
    null,
  ],
  [
    "a list of 2,001 IDs",
    "/v1/webhooks",
    JSON.stringify({ ApiClientIDs: many(2_001, String) }),
    "ValidationFailure",
    "ApiClientIDs",
  ],
  ["lists a million deep", "/v1/products", `{"xp":{"a":${deep(1_000_000)}}}`, "Request.InvalidRequestBody", null],
  ["extended properties 101 deep", "/v1/products", `{"Name":"x","xp":{"a":${deep(100)}}}`, "ValidationFailure", "xp"],
  ["4 MB of one text", "/v1/products", JSON.stringify({ Name: "x".repeat(4_000_000) }), "ValidationFailure", "Name"],
  ["4 MB of backslashes", "/v1/products", `{"Name":"${"\\\\".repeat(1_000_000)}"}`, "ValidationFailure", "Name"],
  ["4 MB of quotes", "/v1/products", `{"Name":"${'\\"'.repeat(1_000_000)}"}`, "ValidationFailure", "Name"],
  [
    "4 MB of digits",
    "/v1/products",
    `{"Name":"x","ShipWeight":${"1".repeat(2_000_000)}}`,
    "ValidationFailure",
    "ShipWeight",
  ],
  [
    "4 MB of blanks as a date",
    "/v1/priceschedules",
    `{"SaleStart":"${" ".repeat(2_000_000)}1"}`,
    "ValidationFailure",
    "SaleStart",
  ],
  ["an opened text of 4 MB", "/v1/products", `{"Name":"${"x".repeat(2_000_000)}`, "Request.InvalidRequestBody", null],
];
for (const [what, path, body, code, property] of heavyBodies)
  test(`a body of ${what} is refused at once, naming what is too much`, async () => {
    const answer = await prompt(what, () => own.seller.raw("POST", path, body));
    const { status, codes, data } = refusal(answer.status, answer.body);
    assert.equal(status, 400);
    assert.ok(codes.includes(code), `${codes}`);
    if (code === "ValidationFailure") {
      const named = answer.body.Errors.map(({ Data }: { Data: { Property: string } | null }) => Data?.Property);
      assert.ok(named.includes(property), `${named}`);
    } else assert.equal(typeof data.Problem, "string");
  });

test("of more than a hundred mistakes in a body the first hundred are told", async () => {
  const body = { PriceBreaks: many(1_000, () => ({ Quantity: -1, Price: "x" })) };
  const answer = await prompt("mistakes", () => own.seller.raw("POST", "/v1/priceschedules", body));
  assert.deepEqual([answer.status, answer.body.Errors.length], [400, 100]);
});

test("extended properties at the limits of size and depth are kept", async () => {
  const nested = JSON.parse(`{"a":${deep(98)}}`);
  const [one] = await Promise.all([
    own.seller.ok("Products.Create", { body: { ID: "deep", Name: "Deep", xp: nested } }),
  ]);
  assert.deepEqual(one.xp, nested);
});

const joined = (count: number, text: (index: number) => string, joint: string): string => many(count, text).join(joint);

/** Queries at the limits: the most that one request may ask the database for. */
const heaviest: [what: string, query: string][] = [
  ["filters", joined(100, (index) => `xp.a${index}=!x*y*z`, "&")],
  ["comparisons", `${joined(20, (index) => `xp.a${index}`, "|")}=${joined(50, (index) => `x${index}`, "|")}`],
  ["wildcards", `Name=${joined(100, () => "**a**a**", "|")}`],
  ["exclusions", joined(100, (index) => `xp.a=!${index}*a*`, "&")],
  ["sort keys", `sortBy=${joined(10, (index) => `!xp.a.b.c.d.${index}`, ",")}`],
  ["fields to search", `search=x&searchOn=${joined(30, (index) => `xp.a${index}.*`, ",")}`],
  ["words", `search=${joined(50, (index) => `w${index}`, "+")}`],
  ["keys of a path", `xp${".a".repeat(31)}=1`],
  ["catalogs", `catalogID=${joined(500, (index) => `!c${index}*`, "|")}`],
];
for (const [what, query] of heaviest)
  test(`a list with as many ${what} as it takes is answered at once`, async () => {
    const answer = await prompt(what, () => own.seller.raw("GET", `/v1/products?${query}`));
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  });

test("no query is too much for the server, and each that is refused names its limit", async () => {
  const beyond: [query: string, parameter: string | null][] = [
    [joined(101, (index) => `xp.a${index}=1`, "&"), null],
    [joined(1_900, (index) => `a${index}=1`, "&"), null],
    [`sortBy=${joined(11, (index) => `xp.a${index}`, ",")}`, "sortBy"],
    [`search=${joined(51, String, "+")}`, "search"],
    [`search=a&searchOn=${joined(31, (index) => `xp.a${index}`, ",")}`, "searchOn"],
    [`Name=${"*a".repeat(11)}`, "Name"],
    [`Name=${joined(501, String, "|")}`, "Name"],
    [`Name=${joined(101, (index) => `${index}*`, "|")}`, null],
    [`catalogID=${joined(501, String, "|")}`, "catalogID"],
    [`xp${".a".repeat(32)}=1`, `xp${".a".repeat(32)}`],
    [`Name=${"x".repeat(8_200)}`, null],
  ];
  for (const [query, parameter] of beyond) {
    const answer = await prompt(query.slice(0, 40), () => own.seller.raw("GET", `/v1/products?${query}`));
    const { status, code, data } = refusal(answer.status, answer.body);
    assert.deepEqual([status, code, data.Parameter], [400, "Search.InvalidQuery", parameter], query.slice(0, 40));
  }
});
