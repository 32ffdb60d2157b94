import assert from "node:assert/strict";
import { test } from "node:test";
import SwaggerParser from "@apidevtools/swagger-parser";
import { compatibleOperations } from "@orderwell/contract";
import { swaggerDocument } from "./swagger.ts";

const options = { baseUrl: "https://shop.example:8443/commerce", version: "1.0.1.0" };
// As a client receives it.
const received = () => JSON.parse(JSON.stringify(swaggerDocument(options)));
const documented = received();

test("the older document is valid Swagger 2.0", async () => {
  await SwaggerParser.validate(received());
});

test("it names the server in parts, and where tokens come from", () => {
  const { host, basePath, schemes, info, securityDefinitions } = documented;
  assert.deepEqual([host, basePath, schemes], ["shop.example:8443", "/commerce/v1", ["https"]]);
  assert.equal(info.version, "1.0.1.0");
  assert.equal(securityDefinitions.OAuth2.tokenUrl, "https://shop.example:8443/commerce/oauth/token");
});

test("it has every operation under the version's path, by its ID", () => {
  const ids = Object.values<Record<string, { operationId: string }>>(documented.paths)
    .flatMap((methods) => Object.values(methods))
    .map(({ operationId }) => operationId);
  const declared = Object.values(compatibleOperations).filter(({ path }) => path.startsWith("/v1/"));
  assert.deepEqual(ids.sort(), declared.map(({ id }) => id).sort());
});

test("parameters say their own type; lists in one parameter are comma separated", () => {
  const { parameters } = documented.paths["/buyers"].get;
  const named = (name: string) => parameters.find((parameter: { name: string }) => parameter.name === name);
  assert.deepEqual(named("pageSize"), {
    name: "pageSize",
    in: "query",
    description: "Most items on a page.",
    type: "integer",
    format: "int32",
    minimum: 1,
    maximum: 100,
    default: 20,
  });
  assert.deepEqual([named("sortBy").type, named("sortBy").collectionFormat], ["array", "csv"]);
  assert.equal(named("filters").type, "string");
  const [direction] = documented.paths["/orders/{direction}"].get.parameters;
  assert.deepEqual([direction.type, direction.enum], ["string", ["Incoming", "Outgoing", "All"]]);
});

test("a body is a parameter with its required properties; replies and models refer to definitions", () => {
  const { parameters, responses } = documented.paths["/buyers"].post;
  assert.deepEqual(parameters, [
    {
      name: "body",
      in: "body",
      required: true,
      schema: { allOf: [{ $ref: "#/definitions/Buyer" }], required: ["Name"] },
    },
  ]);
  assert.deepEqual(responses["201"].schema, { $ref: "#/definitions/Buyer" });
  assert.deepEqual(responses.default, { $ref: "#/responses/Error" });
  assert.deepEqual(documented.definitions.User.properties.Password, {
    type: "string",
    format: "password",
    description: "Set only, never shown.",
    "x-nullable": true,
    "x-writeOnly": true,
  });
  assert.doesNotMatch(JSON.stringify(documented), /#\/components|"nullable"|"writeOnly"/);
});
