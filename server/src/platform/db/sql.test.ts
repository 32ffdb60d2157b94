import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, type Fragments, idIs, prepared, type Statement, tables } from "./sql.ts";

test("statements built from the schema bind every value, and name IDs in any case", () => {
  const { text, values } = compile(
    tables.selectFrom("buyer").select("name").where("marketplace_id", "=", "m").where(idIs("buyer.id", "Acme")),
  );
  assert.equal(text, 'select "name" from "buyer" where "marketplace_id" = $1 and lower("buyer"."id") = $2');
  assert.deepEqual(values, ["m", "acme"]);
});

test("a statement that is composed once binds each argument to every place where it is used", () => {
  const found = prepared(({ id, size }: Fragments<{ id: string; size: number }>) =>
    tables
      .selectFrom("buyer")
      .select(["id", "active"])
      .where("marketplace_id", "=", id)
      .where((of) => of.or([of("id", "=", id), of("name", "=", "fixed")]))
      .limit(size),
  );
  const statement: Statement<{ id: string; active: boolean }> = found({ id: "a", size: 2 });
  assert.match(statement.text, /"marketplace_id" = \$1 and \("id" = \$1 or "name" = \$2\) limit \$3$/);
  assert.deepEqual(statement.values, ["a", "fixed", 2]);
  assert.equal(found({ id: "b", size: 1 }).text, statement.text);
});
