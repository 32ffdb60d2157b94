import assert from "node:assert/strict";
import { test } from "node:test";
import { enums } from "./enums.ts";
import { brief, type Field } from "./field.ts";
import { meanings } from "./meanings.ts";
import { models } from "./models.ts";
import { portalResources } from "./portal.ts";
import { resources } from "./resources.ts";
import { roles } from "./roles.ts";
import { singleSignOn } from "./sign-in.ts";

const longestBrief = 120;

const entries = (where: string, fields: Readonly<Record<string, Field>>) =>
  Object.entries(fields).map(([name, field]) => [`${where}.${name}`, field.description] as const);

const properties = Object.values(models).flatMap(({ name, fields }) => entries(name, fields));
const declared = [...Object.values(resources), ...Object.values(portalResources), singleSignOn];
const parameters = declared
  .flatMap(({ operations }) => Object.values(operations))
  .flatMap(({ id, pathParams, query }) => [...entries(id, pathParams), ...entries(id, query)]);
const enumerations = Object.entries(meanings).flatMap(([name, { description, values }]) => [
  [name, description] as const,
  ...Object.entries(values as Readonly<Record<string, string>>).map(
    ([value, said]) => [`${name}.${value}`, said] as const,
  ),
]);
const everything: readonly (readonly [where: string, description: string | undefined])[] = [
  ...properties,
  ...parameters,
  ...enumerations,
  ...Object.values(models).map(({ name, description }) => [name, description] as const),
  ...declared.map(({ name, description }) => [name, description] as const),
  ...Object.entries(roles),
];

test("every property, model, parameter, enumeration, resource and role is described", () => {
  assert.deepEqual(
    everything.flatMap(([where, description]) => (description ? [] : where)),
    [],
  );
});

test("descriptions are sentences whose first stands by itself and is short", () => {
  for (const [where, description = ""] of everything) {
    assert.match(description, /^[A-Z`0-9].*\.$/, where);
    assert.ok(brief(description).length <= longestBrief, `${where}: ${brief(description)}`);
  }
});

test("no description merely repeats the name", () => {
  for (const [where, description = ""] of [...properties, ...parameters]) {
    const name = plain(where.slice(where.lastIndexOf(".") + 1));
    assert.notEqual(plain(description.replace(/^(?:the|an?) /i, "")), name, where);
  }
});

test("people are they, and the reader is you", () => {
  for (const [where, description = ""] of everything)
    assert.doesNotMatch(description, /\b(?:he|him|his|she|her)\b/i, where);
});

test("what is said of an enumeration's values is said of values it has", () => {
  for (const [name, { values }] of Object.entries(meanings))
    for (const value of Object.keys(values))
      assert.ok((enums[name as keyof typeof enums] as readonly string[]).includes(value), `${name}.${value}`);
});

const plain = (text: string) => text.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
