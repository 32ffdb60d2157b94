import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { errors } from "@orderwell/contract";
import { marketplace, testServer } from "@orderwell/testing";
import { violations as ofTables } from "./app.ts";
import { schemaFile } from "./platform/db/migration-files.ts";
import { databaseError } from "./platform/errors/database-error.ts";
import { type Violations, withTakenId } from "./platform/errors/violations.ts";

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

/** What a client hears of a violation, as the database reports it. */
const heardOf = (report: object, message = "violated") =>
  databaseError(Object.assign(new Error(message), report), violations);

/** Code by which a client hears of it; undefined for a mistake of the server. */
function heard({ table, name, kind }: Constraint, detail = ""): string | undefined {
  const error = heardOf({ code: codes[kind], table, constraint: name, detail });
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

test("a violation is the same on a distributed database, whose nodes number tables and constraints, and tell another one in words alone", () => {
  const code = (kind: Constraint["kind"]) => ({ code: codes[kind] });
  for (const { table, name, kind, parent } of constraints) {
    if (kind === "check" || table.includes(".")) continue;
    const plain = heardOf({ ...code(kind), table, constraint: name });
    const numbered = heardOf({ ...code(kind), table: `${table}_102008`, constraint: `${name}_102008` });
    assert.deepEqual(numbered, plain, name);
    if (kind === "unique") {
      const told = heardOf(code(kind), `duplicate key value violates unique constraint "${name}_102008"`);
      assert.equal(told?.code, plain?.code, name);
      if (name === `${table}_id_key` || name === `${table}_pkey`) assert.deepEqual(told, plain);
      continue;
    }
    const key = `foreign key constraint "${name}_102008"`;
    const deletion = `update or delete on table "${parent}_102009" violates ${key} on table "${table}_102008"`;
    assert.deepEqual(heardOf(code(kind), deletion), plain, name);
    const write = `insert or update on table "${table}_102008" violates ${key}`;
    const detail = `Key is not present in table "${parent}_102009".`;
    assert.deepEqual(
      heardOf({ ...code(kind), detail }, write),
      heardOf({ ...code(kind), table, constraint: name, detail: detail.replace("_102009", "") }),
      name,
    );
  }
  const taken = Object.assign(
    new Error('duplicate key value violates unique constraint "spec_pkey_102008"'),
    code("unique"),
  );
  assert.deepEqual(databaseError(withTakenId(taken, { spec: "size" }))?.entries[0]?.Data, {
    ObjectType: "Spec",
    ObjectID: "size",
  });
});

test("a failure that is no violation is the server's own, whatever its words name", () => {
  for (const name of [...Object.keys(violations), "toString", "constructor"])
    for (const [code, message] of [
      ["XX002", `index "${name}" contains unexpected zero page at block 1`],
      ["ERR_INVALID_ARG_TYPE", `The "${name}" argument must be of type string`],
    ] as const)
      assert.equal(heardOf({ code }, message), undefined, message);
});

test("what tables declare are constraints of the schema, with errors of their own", () => {
  assert.ok(Object.keys(violations).length > 10);
  for (const name of Object.keys(violations)) {
    const constraint = constraints.find((one) => one.name === name);
    assert.ok(constraint, `${name} is in the schema`);
    assert.ok(!["IdExists", "ObjectInUse"].includes(String(heard(constraint))), name);
  }
});

test("diagnostics are told of the error that the client is, also of what a table's declaration says", async (t) => {
  const { seller } = await marketplace(t);
  const refusedWith: string[] = [];
  const listen = (message: unknown) => {
    const { operation, entries } = message as { operation: string; entries: readonly { ErrorCode: string }[] };
    if (operation === "Locales.Create") refusedWith.push(...entries.map(({ ErrorCode }) => ErrorCode));
  };
  subscribe("orderwell:refusal", listen);
  t.after(() => unsubscribe("orderwell:refusal", listen));
  const body = { Currency: "EUR", Language: "fr" };
  await seller.ok("Locales.Create", { body });
  const { code } = await seller.refused("Locales.Create", { body });
  assert.deepEqual([code, refusedWith.includes(code)], ["Locale.DuplicateLanguageAndCurrency", true]);
});
