import assert from "node:assert/strict";
import { test } from "node:test";
import { findCycles, folderImports } from "./cycles.ts";
import { readImports } from "./graph.ts";
import { judge } from "./rules.ts";

const reason = (from: string, specifier: string) =>
  judge(readImports(new Map([[from, `import { a } from "${specifier}";`]]))[0]!);

test("imports that follow the layout are accepted", () => {
  const accepted: [string, string][] = [
    ["server/src/orders/order/operations.ts", "../../catalogs/index.ts"],
    ["server/src/orders/order/operations.ts", "./rules.ts"],
    ["server/src/orders/order/store.ts", "../../platform/db/pool.ts"],
    ["server/src/me/index.ts", "../seller/index.ts"],
    ["server/src/app.ts", "./orders/index.ts"],
    ["server/src/main.ts", "./app.ts"],
    ["server/src/orders/order/order.test.ts", "../../app.ts"],
    ["server/src/buyers/index.ts", "@orderwell/contract"],
    ["cli/src/main.ts", "@orderwell/server"],
    ["cli/src/main.test.ts", "@orderwell/testing"],
    ["testing/src/people.ts", "@orderwell/server/testing"],
  ];
  for (const [from, to] of accepted) assert.equal(reason(from, to), undefined, `${from} → ${to}`);
});

test("imports against the layout are refused", () => {
  const refused: [string, string][] = [
    ["contract/src/index.ts", "@orderwell/server"],
    ["server/src/platform/crud/crud.ts", "../../orders/index.ts"],
    ["server/src/platform/jobs/jobs.ts", "../../app.ts"],
    ["server/src/buyers/index.ts", "../catalogs/index.ts"],
    ["server/src/buyers/index.ts", "../suppliers/index.ts"],
    ["server/src/orders/index.ts", "../catalogs/product/store.ts"],
    ["server/src/orders/order/store.ts", "./rules.ts"],
    ["server/src/orders/order/rules.ts", "./operations.ts"],
    ["server/src/orders/index.ts", "../app.ts"],
    ["server/src/main.ts", "./orders/index.ts"],
    ["server/src/app.ts", "./orders/order/operations.ts"],
    ["server/src/warehouse/index.ts", "../platform/db/pool.ts"],
    ["server/src/orders/index.ts", "../testing/server.ts"],
    ["server/src/orders/index.ts", "@orderwell/testing"],
    ["seeding/src/index.ts", "@orderwell/server/testing"],
    ["server/src/index.ts", "@orderwell/seeding"],
    ["cli/src/main.ts", "@orderwell/server/src/app.ts"],
    ["seeding/src/main.ts", "../../server/src/index.ts"],
  ];
  for (const [from, to] of refused) assert.ok(reason(from, to), `${from} → ${to}`);
});

test("imports are read however they are written, and other packages are left out", () => {
  const source = `import pg from "pg";
import {
  type A,
} from "./a.ts";
export { b } from "./b.ts";
import "./c.ts";
const d = await import("./d.ts");`;
  assert.deepEqual(
    readImports(new Map([["tools/x.ts", source]])).map(({ to }) => to),
    ["tools/a.ts", "tools/b.ts", "tools/c.ts", "tools/d.ts"],
  );
});

test("a circle of imports is found once, and a diamond is none", () => {
  const file = (from: string, ...to: string[]): [string, string] => [
    from,
    to.map((name) => `import "./${name}";`).join("\n"),
  ];
  assert.deepEqual(
    findCycles(readImports(new Map([file("a", "b", "c"), file("b", "d"), file("c", "d"), file("d")]))),
    [],
  );
  const circle = readImports(new Map([file("a", "b"), file("b", "c"), file("c", "b")]));
  assert.deepEqual(findCycles(circle), [["b", "c", "b"]]);
});

test("folders of a domain that import each other through different files are a circle, tests left out", () => {
  const files: [string, string][] = [
    ["d/a/one.ts", `import "../b/one.ts";`],
    ["d/b/one.ts", `import "./two.ts";`],
    ["d/b/two.ts", `import "../../e/index.ts";`],
  ];
  const circles = (...more: [string, string][]) =>
    findCycles(folderImports(readImports(new Map([...files, ...more])), "d"));
  assert.deepEqual(
    circles(["d/b/two.test.ts", `import "../a/one.ts";`], ["e/index.ts", `import "../d/a/one.ts";`]),
    [],
  );
  assert.deepEqual(circles(["d/b/three.ts", `import "../a/two.ts";`]), [["d/a", "d/b", "d/a"]]);
});
