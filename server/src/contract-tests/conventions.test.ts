import assert from "node:assert/strict";
import { get } from "node:http";
import { before, test } from "node:test";
import { refusal, type Shop, shop, TestClient, testServer } from "@orderwell/testing";
import { each, guarded, words } from "./callers.ts";
import { type CrudFixture, crudFixture, fixturePath, implemented } from "./crud-resources.ts";

let own: Shop;
let fixture: CrudFixture;
before(async () => {
  own = await shop({ name: "conventions" });
  fixture = await crudFixture(own);
});

/** Object types that the name of the path's parameter does not tell. */
const typesOfParameters: Readonly<Record<string, string>> = {
  creditcardID: "CreditCard",
  openidconnectID: "OpenIdConnect",
  returnID: "OrderReturn",
  eventID: "TrackingEvent",
  subscriptionItemID: "LineItem",
  invitationID: "ProductCollectionInvitation",
  optionID: "SpecOption",
  "Me.GetGroupOrderInvitation.invitationID": "GroupOrderInvitation",
  "Me.PatchGroupOrderInvitation.invitationID": "GroupOrderInvitation",
  "Shipments.GetItem.orderID": "Shipment",
  "Shipments.GetItem.lineItemID": "Shipment",
  // Nobody chooses the ID of an API client, so the fixture has none whose secret could be missing.
  "ApiClients.GetSecret.apiClientSecretID": "ApiClient",
  "ApiClients.PatchSecret.apiClientSecretID": "ApiClient",
};

test("every operation of the compatible API is carried out", () => {
  const there = new Set(implemented.map(({ id }) => id));
  assert.deepEqual(
    guarded.filter(({ id, extension }) => !extension && !there.has(id)).map(({ id }) => id),
    [],
  );
});

test("whatever a path names that is not there is named in the refusal, with its type and as it was written", async () => {
  const wrong: string[] = [];
  const reading = implemented.filter(({ method }) => method === "GET" || method === "PATCH");
  await each(reading, async (operation) => {
    const names = Object.keys(operation.pathParams).filter((name) => !(name in words));
    for (const [index, name] of names.entries()) {
      const missing = names.slice(index).reduce((path, one) => path.replace(`{${one}}`, "NoThing"), operation.path);
      const wanted = Object.entries(operation.query).filter(([, field]) => field.required);
      const query = wanted.map(([of]) => `${of}={${of}}`).join("&");
      const url = fixturePath(`${missing}?${query}`).replace(/\{\w+\}/g, "NoThing");
      const body = operation.body === undefined ? undefined : {};
      const answer = await fixture.caller(operation).raw(operation.method, url, body);
      const type =
        typesOfParameters[`${operation.id}.${name}`] ??
        typesOfParameters[name] ??
        name.charAt(0).toUpperCase() + name.slice(1).replace(/ID$/, "");
      const { ErrorCode, Data } = answer.body.Errors?.[0] ?? {};
      const expected = [404, "NotFound", type, "NoThing"];
      const got = [answer.status, ErrorCode, Data?.ObjectType, Data?.ObjectID];
      if (String(got) !== String(expected)) wrong.push(`${operation.id} ${name}: ${got} instead of ${expected}`);
    }
  });
  assert.deepEqual(wrong, []);
});

test("what needs no token takes an empty one, from any origin; elsewhere that is 401", async () => {
  const nobody = { authorization: "Bearer ", origin: "https://shop.example" };
  const { body } = await (await fetchFrom("/env", nobody))
    .json()
    .then((body) => ({ body: body as { BuildNumber: string } }));
  assert.match(body.BuildNumber, /^\d+\.\d+\.\d+\.\d+$/);
  for (const path of ["/v1/openapi/v3", "/V1/OpenAPI/v3", "/sandbox/v1/openapi/v3"]) {
    const answer = await fetchFrom(path, nobody);
    assert.equal(answer.headers.get("access-control-allow-origin"), nobody.origin);
    const document = (await answer.json()) as { info: { version: string }; servers: { url: string }[] };
    assert.equal(document.info.version, body.BuildNumber);
    assert.equal(document.servers[0]?.url, `${own.baseUrl}/v1`);
  }
  for (const path of ["/v1/openapi/v2", "/v1/swagger", "/sandbox/V1/Swagger"]) {
    const document = (await (await fetchFrom(path, nobody)).json()) as { swagger: string; host: string };
    assert.deepEqual([document.swagger, `http://${document.host}`], ["2.0", own.baseUrl], path);
  }
  for (const authorization of ["Bearer ", "Bearer", "Bearer undefined", "Basic eDp5", "", "Bearer a.b.c"]) {
    const answer = await fetchFrom("/v1/me", { authorization });
    assert.deepEqual([answer.status, answer.statusText], [401, "Unauthorized"]);
    const { code, message } = refusal(answer.status, (await answer.json()) as Parameters<typeof refusal>[1]);
    assert.deepEqual([code, message], ["InvalidToken", "Access token is invalid or expired."]);
  }
  assert.equal((await fetchFrom("/v1/me", { authorization: `bearer ${own.seller.token}` })).status, 200);
});

const fetchFrom = (path: string, headers: Record<string, string>) => fetch(own.baseUrl + path, { headers });

test("replies are compressed for those who take it, are JSON in UTF-8 without a mark, and carry a log id", async () => {
  const { baseUrl } = await testServer();
  const headersFor = (encoding: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      get(`${baseUrl}/v1/openapi/v3`, { headers: { "accept-encoding": encoding } }, (reply) => {
        reply.resume();
        resolve(reply.headers);
      }).on("error", reject);
    });
  assert.equal((await headersFor("gzip, deflate, br"))["content-encoding"], "gzip");
  for (const encoding of ["identity", "gzip;q=0", "gzip;q=0.000, br"])
    assert.equal((await headersFor(encoding))["content-encoding"], undefined, encoding);
  assert.equal((await headersFor("br, GZIP ; q=0.5"))["content-encoding"], "gzip");
  const answer = await fetchFrom("/v1/buyers/nobody", { authorization: `Bearer ${own.seller.token}` });
  assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
  assert.match(answer.headers.get("x-oc-logid") ?? "", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(answer.statusText, "Not Found");
  assert.equal(new Uint8Array(await answer.arrayBuffer())[0], "{".charCodeAt(0));
});

test("a body that says it is compressed, and is not, is refused by its code", async () => {
  const answer = await fetch(`${own.baseUrl}/v1/buyers`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${own.seller.token}`,
      "content-type": "application/json",
      "content-encoding": "gzip",
    },
    body: '{"Name":"a"}',
  });
  assert.equal(answer.status, 400);
  const [error] = ((await answer.json()) as { Errors: readonly Record<string, unknown>[] }).Errors;
  assert.deepEqual(
    [error?.ErrorCode, error?.Message, error?.Data],
    [
      "Request.InvalidRequestBody",
      "Request body is invalid or null.",
      { Problem: "It is not compressed as its Content-Encoding says." },
    ],
  );
});

test("text is read in the charset that its content type names, and what is no text in it is refused", async () => {
  const post = async (body: Uint8Array, type: string, url = "/v1/buyers") => {
    const answer = await fetch(own.baseUrl + url, {
      method: "POST",
      headers: { authorization: `Bearer ${own.seller.token}`, "content-type": type },
      body: body as Uint8Array<ArrayBuffer>,
    });
    // biome-ignore lint/suspicious/noExplicitAny: either an object or a refusal
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const text = '{"Name":"Böttcher ☂"}';
  const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
  const inUtf16 = Buffer.from(utf16);
  const read: readonly (readonly [Buffer, string, string])[] = [
    [Buffer.from(text), "application/json", "Böttcher ☂"],
    [Buffer.from(text), 'application/json; charset="UTF-8"', "Böttcher ☂"],
    [Buffer.from(text), "application/json; odata=verbose; Charset=utf8", "Böttcher ☂"],
    [inUtf16, "application/json; charset=utf-16", "Böttcher ☂"],
    [Buffer.from(utf16).swap16(), "application/json;charset=utf-16be", "Böttcher ☂"],
    [Buffer.from('{"Name":"Böttcher"}', "latin1"), "application/json; charset=iso-8859-1", "Böttcher"],
  ];
  for (const [body, type, expected] of read)
    assert.equal((await post(body, type)).body.Name, expected, `${type} ${body.toString("hex")}`);
  const refused = async (body: Buffer, type: string, code: string, said: RegExp, url?: string) => {
    const answer = await post(body, type, url);
    assert.deepEqual([answer.status, answer.body.Errors[0].ErrorCode], [400, code], type);
    assert.match(JSON.stringify(answer.body.Errors), said);
    return answer.body;
  };
  const asLatin = Buffer.from('{"Name":"Böttcher"}', "latin1");
  await refused(asLatin, "application/json", "Request.InvalidRequestBody", /no text in utf-8/);
  await refused(asLatin, "application/json; charset=utf-8", "Request.InvalidRequestBody", /no text in utf-8/);
  await refused(inUtf16, "application/json", "Request.InvalidRequestBody", /no text in utf-8/);
  await refused(Buffer.from("{}x"), "application/json; charset=utf-16", "Request.InvalidRequestBody", /utf-16/);
  await refused(Buffer.from("{}"), "application/json; charset=utf-7", "Request.InvalidContentType", /utf-7/);
  await refused(
    Buffer.from("{}"),
    `application/json; charset=${"x".repeat(900)}`,
    "Request.InvalidContentType",
    /x{40}\./,
  );
  const order = "/v1/orders/Outgoing";
  await refused(asLatin, "application/json", "Order.CannotCreateInvalid", /no text|invalid/i, order);
  const grant = Buffer.from("grant_type=password&username=Jörg", "latin1");
  const form = "application/x-www-form-urlencoded";
  const oauth = await refused(grant, form, "Request.InvalidRequestBody", /no text in utf-8/, "/oauth/token");
  assert.equal(oauth.error, "invalid_request");
  await refused(grant, form, "Request.InvalidRequestBody", /no text/, "/portal/api/v1/oauth/token");
});

test("properties are taken in any case, enumerations by name or position, a mark before the text is skipped", async () => {
  const { seller } = own;
  const odd = '\ufeff{"id":"odd","NAME":"Odd","active":"True","xp":{}}';
  const made = await seller.raw("POST", "/v1/buyers", odd);
  assert.deepEqual(
    [made.status, made.body.ID, made.body.Name, made.body.Active, made.body.xp],
    [201, "odd", "Odd", true, {}],
  );
  const option = { Value: "Large", PriceMarkupType: 1, PriceMarkup: "2.50" };
  const { body } = await seller.raw("POST", "/v1/specs/size/options", option);
  assert.deepEqual([body.PriceMarkupType, body.PriceMarkup], ["AmountPerQuantity", 2.5]);
  const lower = await seller.raw("PATCH", `/v1/specs/SIZE/options/${body.ID}`, { PriceMarkupType: "percentage" });
  assert.equal(lower.body.PriceMarkupType, "Percentage");
});

test("extended properties are any object up to 8,000 characters, kept as they are; nothing of a refused one is kept", async () => {
  const { seller } = own;
  const xp = {
    Straße: "ä€😀",
    Empty: {},
    List: [],
    Nested: { Key: null, key: [true, 1.5, -0.25, "2020-01-01T00:00:00.0000000Z"] },
  };
  const made = await seller.raw("POST", "/v1/suppliers", { ID: "xp", Name: "x", xp });
  assert.deepEqual(made.body.xp, xp);
  assert.equal((await seller.raw("PATCH", "/v1/suppliers/xp", { xp: { Fill: "x".repeat(7_000) } })).status, 200);
  const over = await seller.raw("PATCH", "/v1/suppliers/xp", { Name: "changed", xp: { More: "x".repeat(1_500) } });
  assert.deepEqual([over.status, over.body.Errors[0].Data.Property], [400, "xp"]);
  const after = await seller.ok("Suppliers.Get", { path: { supplierID: "xp" } });
  assert.equal(after.Name, "x");
  assert.equal("More" in (after.xp as object), false);
  const wide = { Fill: "語".repeat(7_980) };
  assert.deepEqual((await seller.raw("PUT", "/v1/suppliers/xp", { Name: "x", xp: wide })).body.xp, wide);
  const found = await seller.ok("Suppliers.List", { query: { ID: "xp", "xp.Fill": "語*" } });
  assert.deepEqual(found.Items?.[0]?.xp, wide);
  for (const bad of [[], "text", 1, true])
    assert.equal(
      (await seller.raw("PUT", "/v1/suppliers/xp", { Name: "x", xp: bad })).status,
      400,
      JSON.stringify(bad),
    );
});

test("queries come as the SDKs write them: capitals, repetitions, positions, cultures' dates, operators anywhere", async () => {
  const { seller } = own;
  for (const [ID, Active] of [
    ["q-1", true],
    ["q-2", false],
    ["q-3", true],
  ] as const)
    await seller.ok("Suppliers.Create", {
      body: { ID, Name: `Query ${ID}`, Active, xp: { Rank: Number(ID.slice(2)) } },
    });
  const found = async (query: string): Promise<string> => {
    const { status, body } = await seller.raw("GET", `/v1/suppliers?ID=q-*&${query}`);
    assert.equal(status, 200, `${query}: ${JSON.stringify(body)}`);
    return body.Items.map(({ ID }: { ID: string }) => ID.slice(2)).join("");
  };
  const year = new Date().getUTCFullYear();
  const expected: readonly (readonly [query: string, ids: string])[] = [
    ["Active=True", "13"],
    ["Active=!true", "2"],
    ["active=false", "2"],
    ["ID=!q-1&ID=!q-3", "2"],
    ["ID=q-1%7Cq-3", "13"],
    ["ID=q-1|Q-3", "13"],
    ["ID=!%3Cq-2", "23"],
    ["ID=!%3Eq-2", "12"],
    ["ID=%3Eq-1&ID=%3Cq-3", "2"],
    ["xp.Rank=!<2", "23"],
    ["xp.Rank>1", "23"],
    ["xp.Rank>=3", "3"],
    ["Name=Query%20*", "123"],
    ["Name=Query+q-2", "2"],
    [`DateCreated=!%3C1/1/${year - 1}%2012:00:00%20AM`, "123"],
    [`DateCreated=>01-01-${year - 1}`, "123"],
    [`DateCreated>1/1/${year - 1}`, "123"],
    [`DateCreated=%3C${year - 1}-01-01T00:00:00%2B00:00`, ""],
    [`DateCreated=!%3C${year - 1}-01-01T00:00:00.0000000Z`, "123"],
    ["sortBy=!ID&page=1&pageSize=100&depth=all", "321"],
    ["sortby=!!!Name,Name,ID", "321"],
    ["Search=QUERY&SearchOn=Name", "123"],
    ["search=q-2&searchOn=Name&searchOn=ID", "2"],
    ["Name=", "123"],
    ["&&=&Name=*", "123"],
  ];
  for (const [query, ids] of expected) assert.equal(await found(query), ids, query);
  const orders = fixture.caller(implemented.find(({ id }) => id === "Orders.List") as (typeof implemented)[number]);
  const unsubmitted = await orders.raw("GET", "/v1/orders/OUTGOING?Status=0&IsSubmitted=False");
  const states: string[] = unsubmitted.body.Items.map(({ Status }: { Status: string }) => Status);
  assert.deepEqual([...new Set(states)], ["Unsubmitted"]);
  const level = await seller.raw("GET", "/v1/securityprofiles/assignments?commerceRole=0&level=2");
  assert.equal(level.status, 200, JSON.stringify(level.body));
});

test("clients that ask for what is not served get the platform's 404 for every verb", async () => {
  const client = new TestClient(own.baseUrl, own.seller.token);
  for (const [method, url] of [
    ["PUT", "/v1/buyers"],
    ["POST", "/v1/nothing/at/all"],
    ["DELETE", "/v2/buyers/acme"],
  ] as const) {
    const { status, code, data } = refusal(
      ...(await client.raw(method, url).then(({ status, body }) => [status, body] as const)),
    );
    assert.deepEqual(
      [status, code, typeof data.ObjectType, typeof data.ObjectID],
      [404, "NotFound", "string", "string"],
    );
  }
});
