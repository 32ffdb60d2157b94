import assert from "node:assert/strict";
import { test } from "node:test";
import type pg from "pg";
import { migrationsFolder, readMigrations } from "./migration-files.ts";
import { runScript, statementsIn } from "./script.ts";

test("a script is divided at the semicolons between its statements, and at no others", () => {
  const statements = [
    "select 1",
    "-- first; second\nselect 'a;''b;', \"c;\"\"d\" /* e; ' */",
    "create function f() returns text language sql as $$ select 'x;'; select \"y\" $$",
    "do $body$ begin perform '$$;'; end $body$",
    "select 3 - 2 / 1, '\\'",
  ];
  assert.deepEqual(statementsIn(statements.join(";\n")), statements);
  assert.deepEqual(
    statementsIn(`\n-- only;\n;;${statements.map((one) => `${one} ;`).join("\n")}\n-- end;`),
    statements,
  );
});

test("migrations leave out nothing but semicolons and comments when they are divided", async () => {
  for (const { name, text } of await readMigrations(migrationsFolder)) {
    const statements = statementsIn(text);
    assert.ok(statements.length > 0, name);
    let at = 0;
    for (const statement of statements) {
      const begin = text.indexOf(statement, at);
      assert.match(text.slice(at, begin), /^;?(\s|--[^\n]*\n|;)*$/, name);
      at = begin + statement.length;
    }
    assert.match(text.slice(at), /^;?(\s|--[^\n]*(\n|$))*$/, name);
  }
});

test("statements are sent one by one, and all are kept or none", async () => {
  const sent: unknown[] = [];
  const client = {
    query: async (statement: unknown) => {
      sent.push(statement);
      if (statement === "wrong") throw new Error("no");
    },
  } as unknown as pg.ClientBase;
  await runScript(client, "select 1; select 2;", { text: "select $1", values: [3] });
  await assert.rejects(runScript(client, "select 4; wrong; select 5"), /no/);
  const begin = ["begin", "set local citus.multi_shard_modify_mode = 'sequential'"];
  assert.deepEqual(sent, [
    ...[...begin, "select 1", "select 2", { text: "select $1", values: [3] }, "commit"],
    ...[...begin, "select 4", "wrong", "rollback"],
  ]);
});
