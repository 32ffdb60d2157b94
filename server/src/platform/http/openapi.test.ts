import assert from "node:assert/strict";
import { before, test } from "node:test";
import SwaggerParser from "@apidevtools/swagger-parser";
import { compatibleOperations, enums, extensionOperations, operations, roles } from "@orderwell/contract";
import { callsDocument, extensionsApi, openApiDocument, portalApi, signInApi } from "./openapi.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly allOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly readOnly?: true;
  readonly maxLength?: number;
  readonly format?: string;
}
interface Documented {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly { readonly OAuth2: readonly string[] }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly description: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Document {
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly {
    readonly name: string;
    readonly description: string;
    readonly "x-id"?: string;
    readonly "x-section-id"?: string;
  }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const options = { baseUrl: "https://shop.example", version: "1.0.1.0" };
const document = () => structuredClone(openApiDocument(options)) as Document;
/** The document with every reference inlined, and its operations. */
let parsed: Document;
let byId: ReadonlyMap<string, Documented>;
before(async () => {
  parsed = (await SwaggerParser.dereference(document() as never, {
    dereference: { circular: "ignore" },
  })) as unknown as Document;
  byId = new Map(
    Object.values(parsed.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation]),
  );
});
const body = (id: string) => byId.get(id)!.requestBody!.content["application/json"]!.schema;

test("the document is valid OpenAPI", async () => {
  await SwaggerParser.validate(document() as never);
});

test("every reference can be inlined: none leads back to itself", () => {
  assert.doesNotThrow(() => JSON.stringify(parsed));
  assert.doesNotMatch(JSON.stringify(parsed), /"\$ref"/);
});

test("inlined, the document fits into a browser's local storage", () => {
  assert.ok(JSON.stringify(parsed).length < 4_500_000);
});

test("it names the version and the server it was asked for", () => {
  assert.equal(parsed.info.version, "1.0.1.0");
  assert.equal(parsed.servers[0]?.url, "https://shop.example/v1");
  const other = openApiDocument({ ...options, baseUrl: "https://other.example" }) as Document;
  assert.equal(other.servers[0]?.url, "https://other.example/v1");
});

test("it is built once per server and version", () => {
  assert.equal(openApiDocument(options), openApiDocument({ ...options }));
});

test("every operation is there under its ID and resource, token grants as one", () => {
  const grants = Object.values(compatibleOperations).filter((operation) => operation.path === "/oauth/token").length;
  assert.equal(byId.size, Object.keys(compatibleOperations).length - grants + 1);
  const own: Readonly<Record<string, string>> = { Auth: "Oauth", UserInfo: "Oauth" };
  for (const [id, { tags }] of byId) {
    const resource = operations[id]?.resource ?? "";
    assert.equal(tags[0]?.replaceAll(" ", ""), own[resource] ?? resource, id);
    assert.equal(tags.length, 1);
  }
});

test("tags are sections and the resources that name them; words of names are apart, and classes of SDKs left alone", () => {
  const { tags } = document();
  const sections = tags.filter((tag) => "x-id" in tag);
  assert.deepEqual(
    sections.map((tag) => [tag["x-id"], tag.name]),
    [
      ["AuthenticationAndAuthorization", "Authentication and Authorization"],
      ["Seller", "Seller"],
      ["Buyers", "Buyers"],
      ["Suppliers", "Suppliers"],
      ["ProductCatalogs", "Product Catalogs"],
      ["OrdersAndFulfillment", "Orders and Fulfillment"],
      ["MeAndMyStuff", "Me and My Stuff"],
      ["Integrations", "Integrations"],
    ],
  );
  const ofResources = tags.filter((tag) => !sections.includes(tag));
  const known = new Set(sections.map((tag) => tag["x-id"]));
  for (const tag of ofResources) assert.ok(known.has(tag["x-section-id"]), tag.name);
  for (const tag of tags) assert.ok(tag.description, tag.name);
  const names = ofResources.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of ["Admin Users", "Api Clients", "Open Id Connects", "Xp Indices", "Line Items", "Me", "Oauth"])
    assert.ok(names.includes(name), name);
  for (const name of ["Auth", "User Info", "Tokens"]) assert.ok(!names.includes(name), name);
  const used = new Set([...byId.values()].map((operation) => operation.tags[0]));
  assert.deepEqual([...used].sort(), names.sort());
});

/** Every schema of a property, parameter or item in the document, with where it stands. */
function* schemasIn(value: unknown, at = ""): Iterable<readonly [string, Schema]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, held] of Object.entries(value)) {
    const path = `${at}/${key}`;
    if (key === "properties") for (const [name, one] of Object.entries(held)) yield [`${path}/${name}`, one as Schema];
    if (key === "items" || key === "schema") yield [path, held as Schema];
    yield* schemasIn(held, path);
  }
}

test("enumerations are schemas of their own, referred to plainly; only searchOn and sortBy list values in place", () => {
  const received = document();
  const { schemas } = received.components;
  for (const [path, schema] of schemasIn(received)) {
    if (schema.enum === undefined) continue;
    assert.match(path, /\/parameters\/\d+\/schema\/items$/, `${path} lists values in place`);
  }
  const status = schemas.Order?.properties?.Status;
  assert.deepEqual(
    [status?.$ref, status?.readOnly, status?.allOf],
    ["#/components/schemas/OrderStatus", true, undefined],
  );
  assert.deepEqual(schemas.OrderStatus, { type: "string", enum: enums.OrderStatus });
  assert.deepEqual(schemas.SecurityProfile?.properties?.Roles?.items, { $ref: "#/components/schemas/ApiRole" });
  for (const [path, schema] of schemasIn(received.paths)) {
    if (!/parameters\/\d+\/schema$/.test(path) || schema.$ref === undefined) continue;
    assert.ok(schemas[schema.$ref.split("/").at(-1) ?? ""]?.enum, `${path} refers to an enumeration`);
  }
});

test("every property has a type, a reference or allOf with one; free data is an object", () => {
  const received = document();
  for (const [path, schema] of schemasIn(received))
    assert.ok(schema.type !== undefined || schema.$ref !== undefined || schema.allOf?.length === 1, path);
  const { schemas } = received.components;
  for (const [model, name] of [
    ["Product", "xp"],
    ["Webhook", "ConfigData"],
    ["IntegrationEvent", "ConfigData"],
    ["ApiError", "Data"],
  ] as const)
    assert.equal(schemas[model]?.properties?.[name]?.type, "object", `${model}.${name}`);
  assert.equal(schemas.BuyerProduct?.properties?.PriceSchedule?.readOnly, true);
  for (const [model, name] of [
    ["User", "Password"],
    ["MeUser", "Password"],
    ["PasswordReset", "Password"],
    ["TokenPasswordReset", "NewPassword"],
  ] as const)
    assert.equal(schemas[model]?.properties?.[name]?.format, "password", `${model}.${name}`);
  assert.ok(schemas.ExtendedOrder?.properties?.LineItems && schemas.ExtendedOrder.properties.Status);
  assert.ok(schemas.Authentication?.properties?.access_token);
});

test("arguments that clients must send say so, whoever refuses their absence; every parameter is described", () => {
  const required = [...byId].flatMap(([id, { parameters }]) =>
    parameters.filter((one) => one.in === "query" && one.required).map(({ name }) => `${id} ${name}`),
  );
  for (const one of [
    "Catalogs.DeleteAssignment buyerID",
    "Categories.DeleteAssignment buyerID",
    "Locales.DeleteAssignment buyerID",
    "Promotions.DeleteAssignment buyerID",
    "Me.GetCategory catalogID",
    "Me.TransferAnonUserOrder anonUserToken",
    "Me.Register anonUserToken",
    "PriceSchedules.DeletePriceBreak quantity",
    "Users.Move orders",
  ])
    assert.ok(required.includes(one), one);
  for (const [id, { parameters }] of byId)
    for (const { name, description } of parameters) assert.ok(description, `${id} ${name}`);
});

test("the success status comes first, and filters are one free argument", () => {
  for (const [id, { responses, parameters }] of byId) {
    assert.match(Object.keys(responses)[0] ?? "", /^2/, id);
    const filters = parameters.find(({ name }) => name === "filters");
    if (filters) assert.equal(filters.schema.type, "object", id);
  }
});

test("paths are relative to the server, spelled as declared", () => {
  assert.equal(parsed.paths["/products"]?.get?.operationId, "Products.List");
  assert.equal(parsed.paths["/integrationEvents"]?.post?.operationId, "IntegrationEvents.Create");
  assert.ok(Object.keys(parsed.paths).every((path) => !path.startsWith("/v1")));
});

test("security names roles that exist, FullAccess first", () => {
  for (const [id, { security }] of byId) {
    const { access } = operations[id]!;
    if (access === "open") assert.deepEqual(security, [], id);
    else if (access === "token") assert.deepEqual(security, [{ OAuth2: [] }], id);
    else assert.deepEqual(security, [{ OAuth2: ["FullAccess", ...access.roles] }], id);
    for (const role of security.flatMap((entry) => entry.OAuth2)) assert.ok(role in roles, id);
  }
});

test("path parameters stand on the operation", () => {
  for (const [id, { parameters }] of byId) {
    const inPath = parameters.filter((parameter) => parameter.in === "path").map((parameter) => parameter.name);
    assert.deepEqual(inPath, Object.keys(operations[id]!.pathParams), id);
  }
});

test("a body's required properties stand beside the model, whose properties tell their limits", () => {
  const schema = body("CostCenters.Create");
  assert.deepEqual(schema.required, ["Name"]);
  assert.equal(schema.allOf?.[0]?.properties?.Name?.maxLength, 100);
  assert.equal(body("CostCenters.Patch").required, undefined);
});

test("an embedded model keeps its own flags", () => {
  const address = body("LineItems.Create").allOf?.[0]?.properties?.ShippingAddress;
  assert.equal(address?.readOnly, true);
  assert.equal(address?.allOf?.[0]?.properties?.Street1?.type, "string");
});

test("a list answers with Meta and Items, and names what it sorts by", () => {
  const { responses, parameters } = byId.get("CostCenters.List")!;
  const page = responses["200"]?.content?.["application/json"]?.schema;
  assert.equal(page?.properties?.Meta?.properties?.TotalPages?.type, "integer");
  assert.equal(page?.properties?.Items?.items?.properties?.Name?.type, "string");
  const sortBy = parameters.find((parameter) => parameter.name === "sortBy");
  assert.deepEqual(sortBy?.schema.items?.enum, ["Name", "ID", "!Name", "!ID"]);
});

test("search options follow the kind of list", () => {
  const names = (id: string) => byId.get(id)!.parameters.map((parameter) => parameter.name);
  assert.ok(names("Products.List").includes("searchType"));
  assert.ok(!names("CostCenters.List").includes("searchType"));
  assert.deepEqual(names("CostCenters.ListAssignments").slice(-2), ["page", "pageSize"]);
  assert.ok(!names("CostCenters.ListAssignments").includes("search"));
});

test("the portal has a document of its own, at its own address", async () => {
  const portal = structuredClone(openApiDocument(options, portalApi)) as Document;
  await SwaggerParser.validate(structuredClone(portal) as never);
  assert.equal(portal.servers[0]?.url, "https://shop.example/portal/api/v1");
  assert.deepEqual(Object.keys(portal.paths["/organizations/{id}"] ?? {}), ["get", "put", "delete"]);
});

test("operations beyond the compatible API are described in a document of their own, and in no other", async () => {
  const extensions = structuredClone(openApiDocument(options, extensionsApi)) as Document;
  await SwaggerParser.validate(structuredClone(extensions) as never);
  const described = Object.values(extensions.paths).flatMap((methods) => Object.values(methods));
  assert.deepEqual(described.map(({ operationId }) => operationId).sort(), Object.keys(extensionOperations).sort());
  for (const { operationId, tags } of described) {
    assert.ok(!byId.has(operationId), operationId);
    assert.ok(
      extensions.tags.some(({ name }) => name === tags[0]),
      operationId,
    );
  }
});

test("tokens and single sign-on have a document of their own", async () => {
  const signIn = structuredClone(openApiDocument(options, signInApi)) as Document;
  await SwaggerParser.validate(structuredClone(signIn) as never);
  assert.deepEqual(Object.keys(signIn.paths).sort(), [
    "/oauth/certs/{ID}",
    "/oauth/token",
    "/oauth/userinfo",
    "/ocrpcode",
    "/ocrplogin",
  ]);
});

test("every call to a service is described, with what it sends and what it reads of the answer", async () => {
  const calls = structuredClone(callsDocument(options)) as { readonly "x-webhooks": Readonly<Record<string, object>> };
  await SwaggerParser.validate(structuredClone(calls) as never);
  const described = Object.keys(calls["x-webhooks"]);
  const messages = enums.MessageType.map((type) => `MessageSender.${type}`);
  assert.deepEqual(
    messages.filter((id) => !described.includes(id)),
    [],
  );
  for (const id of ["Webhook.Before", "OrderCheckout.Calculate", "OpenIDConnect.CreateUser"])
    assert.ok(described.includes(id), id);
});
