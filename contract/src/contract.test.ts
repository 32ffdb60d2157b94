import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { errors } from "./errors.ts";
import type { Field } from "./field.ts";
import type { ErrorCode, ModelName } from "./generated/names.ts";
import { models } from "./models.ts";
import type { Operation } from "./operation.ts";
import { portalOperations } from "./portal.ts";
import { errorsOf } from "./raised.ts";
import { compatibleOperations, operations, resources } from "./resources.ts";
import { roles } from "./roles.ts";

const all = Object.values(operations);
const declared = Object.values(resources).flatMap((resource) => Object.values(resource.operations));

test("all 646 operations of the API are declared", () => {
  assert.equal(Object.keys(compatibleOperations).length, 646);
  assert.equal(all.filter((operation) => operation.newer).length, 22);
});

test("no two operations share an ID", () => {
  assert.equal(all.length, declared.length);
});

test("no two operations share a route, whatever the case and the parameters' names; only token grants do", () => {
  const routes = all.filter((operation) => operation.path !== "/oauth/token").map(route);
  assert.deepEqual(duplicates(routes), []);
});

test("path parameters are those in the path", () => {
  for (const { id, path, pathParams } of all) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    assert.deepEqual(Object.keys(pathParams), named, id);
  }
});

test("every operation has a summary that is a sentence", () => {
  for (const { id, summary } of all) assert.match(summary, /^[A-Z][^\n]+\.$/, id);
});

test("there are the 92 roles of the platform and BulkReader", () => {
  const names = Object.keys(roles);
  assert.equal(names.length, 93);
  assert.ok(names.includes("BulkReader"));
});

test("operations name roles that exist, at least one, and never FullAccess, which always suffices", () => {
  for (const { id, access } of all) {
    if (typeof access === "string") continue;
    assert.ok(access.roles.length > 0, id);
    for (const role of access.roles) assert.ok(role in roles && role !== "FullAccess", `${id} names ${role}`);
  }
});

test("lists search and sort by properties of what they list", () => {
  for (const { id, list, reply } of all) {
    if (!list) continue;
    for (const name of [...list.searchable, ...list.sortable]) {
      if (name !== "*") assert.ok(fieldAt(reply!.model, name), `${id}: ${name}`);
    }
  }
});

test("every list of the full or premium kind has an order", () => {
  for (const { id, list } of all) {
    if (list?.kind === "full" || list?.kind === "premium") assert.ok(list.sortable.length > 0, id);
  }
});

test("required properties of bodies can be written, and a PATCH requires none", () => {
  for (const { id, body, method } of all) {
    if (!body) continue;
    assert.equal(body.partial ?? false, method === "PATCH", id);
    if (body.partial) assert.deepEqual(body.required, [], id);
    for (const name of body.required) {
      const field: Field | undefined = models[body.model].fields[name];
      assert.ok(field && !field.readOnly, `${id}: ${name}`);
    }
  }
});

test("a call without a reply answers 204, one with a reply 200 or 201", () => {
  for (const { id, reply, status, servedBy } of all)
    assert.equal(status === 204, !reply && servedBy !== "bulk", `${id}: streams are no models`);
});

test("exactly the writes under /v1 can be named by webhooks", () => {
  for (const { id, method, path, webhook, servedBy } of all) {
    assert.equal(webhook, method !== "GET" && path.startsWith("/v1/") && servedBy !== "bulk", id);
  }
});

test("the cart and what is personal is for buyer users", () => {
  const forEveryone = ["Get", "Save", "Patch", "ResetPasswordByToken", "RevokeTokens"];
  for (const { id, resource, userTypes } of all.filter(({ resource }) => resource === "Me" || resource === "Cart")) {
    const everyone = resource === "Me" && forEveryone.includes(id.slice("Me.".length));
    assert.deepEqual(userTypes, everyone ? ["Seller", "Buyer", "Supplier"] : ["Buyer"], id);
  }
});

test("an anonymous shopper registers, and writes nothing else that is personal", () => {
  const writes = all.filter(({ resource, method }) => resource === "Me" && method !== "GET");
  const open = writes.filter((operation) => !operation.anonymousProhibited).map((operation) => operation.id);
  assert.deepEqual(open, ["Me.Register"]);
});

test("an error says in sentences what is wrong and what to do, under the status of a failure", () => {
  for (const [code, { status, message, remedy }] of Object.entries(errors)) {
    assert.ok(status >= 400 && status < 600, code);
    for (const sentence of [message, remedy]) assert.match(sentence, /^[A-Za-z].+\.$/, code);
  }
});

test("no error is declared twice", async () => {
  const folder = new URL("errors/", import.meta.url);
  const families = await Promise.all(
    readdirSync(folder).map((file) => import(new URL(file, folder).href) as Promise<Record<string, object>>),
  );
  const codes = families.flatMap((family) => Object.values(family)).flatMap((errors) => Object.keys(errors));
  assert.deepEqual(duplicates(codes), []);
  assert.deepEqual(codes.sort(), Object.keys(errors).sort());
});

function route({ method, path }: Operation): string {
  return `${method} ${path.replace(/\{\w+\}/g, "{}").toLowerCase()}`;
}

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function fieldAt(model: ModelName | undefined, path: string): Field | undefined {
  const [name, ...rest] = path.split(".") as [string, ...string[]];
  const field: Field | undefined = model && models[model].fields[name];
  if (rest.length === 0) return field;
  const inner = field?.model ?? field?.items?.model;
  return inner ? fieldAt(inner, rest.join(".")) : undefined;
}

test("every error is raised by some operation", () => {
  const raised = new Set([...all, ...Object.values(portalOperations)].flatMap((operation) => errorsOf(operation)));
  assert.deepEqual(
    Object.keys(errors).filter((code) => !raised.has(code as ErrorCode)),
    [],
  );
});
