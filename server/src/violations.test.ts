import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { errors } from "@orderwell/contract";
import { testServer } from "@orderwell/testing";
import { violations as ofTables } from "./app.ts";
import { schemaFile } from "./platform/db/migration-files.ts";
import { databaseError } from "./platform/errors/database-error.ts";
import type { Violations } from "./platform/errors/violations.ts";

interface Constraint {
  readonly table: string;
  readonly name: string;
  readonly kind: "unique" | "foreign" | "check";
  /** The table that a foreign key refers to. */
  readonly parent?: string;
}

/** Declarations of tables and references. */
let violations: Violations;
before(async () => {
  const { references } = (await testServer()).app.services;
  violations = { ...ofTables, ...references.violations };
});

const schema = readFileSync(schemaFile, "utf8");

const constraints: Constraint[] = [...schema.matchAll(/^create table (\S+) \(\n([\s\S]*?)\n\);$/gm)].flatMap(
  ([, table = "", body = ""]) => [
    ...[...body.matchAll(/^ {2}constraint (\S+) (PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK)(?:.* REFERENCES (\w+))?/gm)].map(
      ([, name = "", kind, parent]): Constraint => ({
        table,
        name,
        kind: kind === "FOREIGN KEY" ? "foreign" : kind === "CHECK" ? "check" : "unique",
        ...(parent !== undefined && { parent }),
      }),
    ),
    ...[...schema.matchAll(/^CREATE UNIQUE INDEX (\S+) ON public\.(\S+)/gm)]
      .filter(([, , of]) => of === table)
      .map(([, name = ""]): Constraint => ({ table, name, kind: "unique" })),
  ],
);

const codes = { unique: "23505", foreign: "23503", check: "23514" } as const;

/** Code by which a client hears of it; undefined for a mistake of the server. */
function heard({ table, name, kind }: Constraint, detail = ""): string | undefined {
  const failure = { code: codes[kind], table, constraint: name, detail };
  const error = databaseError(Object.assign(new Error("violated"), failure), violations);
  if (error === undefined) return undefined;
  assert.ok(error.code in errors, `${error.code} is documented`);
  assert.ok(error.status >= 400 && error.status < 500, error.code);
  assert.ok(!JSON.stringify(error.entries).includes(name), `${name} is nothing to clients`);
  return error.code;
}

test("every key and reference of the schema is a documented error to clients, and none shows its name", () => {
  assert.ok(constraints.length > 150, `${constraints.length} constraints`);
  for (const constraint of constraints)
    if (constraint.kind !== "check") assert.ok(heard(constraint) !== undefined, constraint.name);
});

test("checks guard against the server's own mistakes", () => {
  for (const constraint of constraints.filter(({ kind }) => kind === "check"))
    assert.equal(heard(constraint), undefined, constraint.name);
});

test("a reference to what has gone meanwhile is NotFound with its type, whatever else the reference means", () => {
  for (const constraint of constraints.filter(({ kind }) => kind === "foreign"))
    assert.equal(heard(constraint, `Key is not present in table "${constraint.parent}".`), "NotFound", constraint.name);
  const failure = { code: "23503", table: "locale_assignment", constraint: "locale_assignment_locale_fkey" };
  for (const detail of [
    'Key is not present in table "locale".',
    "Schlüssel ist nicht in Tabelle »locale« vorhanden.",
  ]) {
    const error = databaseError(Object.assign(new Error("violated"), failure, { detail }), violations);
    assert.deepEqual(error?.entries[0]?.Data, { ObjectType: "Locale", ObjectID: "" });
  }
});

test("what tables declare are constraints of the schema, with errors of their own", () => {
  assert.ok(Object.keys(violations).length > 10);
  for (const name of Object.keys(violations)) {
    const constraint = constraints.find((one) => one.name === name);
    assert.ok(constraint, `${name} is in the schema`);
    assert.ok(!["IdExists", "ObjectInUse"].includes(String(heard(constraint))), name);
  }
});
