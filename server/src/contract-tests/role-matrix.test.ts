import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { CommerceRole, Operation } from "@orderwell/contract";
import { marketplace, newCaller, type TestClient } from "@orderwell/testing";
import { each, guarded } from "./callers.ts";
import { implemented } from "./crud-resources.ts";
import { buyerFixture, supplierFixture } from "./fixtures.ts";
import { requestWith } from "./references.ts";
import { byOtherRules, type Cell, cellOf, rowOf, userTypeTable } from "./user-type-table.ts";

const types: readonly CommerceRole[] = ["Seller", "Buyer", "Supplier"];
const inCompany = /^\/v1\/(buyers|suppliers)\/\{(buyer|supplier)ID\}/;

let callers: Readonly<Record<CommerceRole, TestClient>>;
before(async () => {
  const own = await marketplace({ name: "matrix" });
  for (const id of ["ours-1", "theirs-1"]) {
    await buyerFixture(own.seller, id);
    await supplierFixture(own.seller, id);
  }
  callers = {
    Seller: own.seller,
    Buyer: await newCaller(own, { buyer: "ours-1" }),
    Supplier: await newCaller(own, { supplier: "ours-1" }),
  };
});

/** The company as the path has it; within it nothing that is there, so that no request changes anything. */
const urlOf = ({ path }: Operation, company: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (/^(buyer|supplier)ID$/.test(name) ? company : "absent"));

/** Whole where the company is not to be found: what a body lacks is told first. Else empty, so that nothing is changed. */
function bodyFor(operation: Operation, cell: Cell): unknown {
  if (operation.body === undefined || cell !== "absent") return operation.body && {};
  const nobody = { id: "absent", generated: {} };
  const { body } = requestWith({ operation, where: "path", name: "" }, nobody, nobody, undefined);
  return { ...body, DefaultCatalogID: undefined };
}

const removesCompany = ({ id }: Operation): boolean => /^(Buyers|Suppliers)\.Delete$/.test(id);

/** What is refused before anybody looks for the company: writes that the type never has, and PUT, which would make one. */
const refusedFirst = (operation: Operation, type: CommerceRole): boolean =>
  operation.userTypes?.includes(type) === false || /^(Buyers|Suppliers)\.Save$/.test(operation.id);

function expected(cell: Cell, operation: Operation, type: CommerceRole): Cell {
  if (cell === "read") return operation.method === "GET" ? "read" : "nothing";
  return cell === "absent" && refusedFirst(operation, type) ? "nothing" : cell;
}

test("whatever belongs to a company or to the seller alone is in the table of user types", () => {
  const without = guarded.filter((operation) => rowOf(operation) === undefined && !byOtherRules.includes(operation.id));
  const company = without.filter(({ path }) => inCompany.test(path));
  const limited = without.filter(({ userTypes }) => userTypes !== undefined && !userTypes.includes("Buyer"));
  assert.deepEqual(
    [...company, ...limited].map(({ id }) => id),
    // Catalogs are of whoever owns them: what a buyer's users may do there is another rule (docs/behaviour/catalog.md).
    ["Catalogs.Delete"],
  );
});

for (const row of userTypeTable)
  for (const company of ["ours-1", "theirs-1"] as const)
    test(`whatever their roles, users reach ${row.things} as their type may (${company})`, async () => {
      const tested = implemented.filter((operation) => rowOf(operation) === row);
      assert.ok(tested.length > 2, `${tested.length} operations`);
      for (const type of types)
        await each(tested, async (operation) => {
          const cell = inCompany.test(operation.path)
            ? cellOf(row, type, company === "ours-1")
            : cellOf(row, type, true);
          const { status, body } = await callers[type].raw(
            operation.method,
            urlOf(operation, removesCompany(operation) ? "absent" : company),
            bodyFor(operation, cell),
          );
          const error = body?.Errors?.[0];
          const refused = error?.ErrorCode === "Auth.UserNotAuthorizedToAdmin";
          const absent = status === 404 && error.Data.ObjectID === company;
          const got: Cell = refused ? "nothing" : absent ? "absent" : operation.method === "GET" ? "read" : "write";
          const want = expected(cell, operation, type);
          const same = got === want || (want === "write" && got === "read");
          assert.ok(
            same,
            `${type} ${operation.id} in ${company}: ${got} instead of ${want}, ${status} ${JSON.stringify(body)}`,
          );
        });
    });

test("what user types may never do is refused by the declaration, also where this version does not carry it out", () => {
  for (const operation of guarded) {
    const row = rowOf(operation);
    if (row === undefined) continue;
    for (const type of types) {
      const best = cellOf(row, type, true);
      const never = best === "nothing" || (best === "read" && operation.method !== "GET");
      if (never) assert.equal(operation.userTypes?.includes(type), false, `${operation.id} as ${type}`);
    }
  }
});
