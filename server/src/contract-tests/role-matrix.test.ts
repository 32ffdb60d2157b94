import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { CommerceRole, Operation } from "@orderwell/contract";
import { marketplace, newCaller, type TestClient } from "@orderwell/testing";
import { each } from "./callers.ts";
import { implemented } from "./crud-resources.ts";
import { buyerFixture, supplierFixture } from "./fixtures.ts";
import { requestWith } from "./references.ts";

/** Rights of users of a type to a kind of things, whatever their roles (docs/behaviour/authentication.md §2.1). */
type Cell = "nothing" | "absent" | "read" | "write";

interface Kind {
  readonly name: string;
  /** The operations that are about such things. */
  readonly paths: RegExp;
  /** Kind of company that the path names. */
  readonly company: "ours-1" | "theirs-1";
  readonly cells: Readonly<Record<CommerceRole, Cell>>;
}

const sellersPeople = /^\/v1\/(adminusers|usergroups|addresses)(\/|$)/;
const buyers =
  /^\/v1\/buyers\/\{buyerID\}(\/(users|usergroups|addresses|costcenters|creditcards|spendingaccounts|approvalrules)(\/|$)|$)/;
const suppliers = /^\/v1\/suppliers\/\{supplierID\}(\/(users|usergroups|addresses)(\/|$)|$)/;
const sellersOnly =
  /^\/v1\/(apiclients|securityprofiles|impersonationconfig|openidconnects|incrementors|integrationEvents|xpindices|webhooks|messagesenders|buyergroups)(\/|$)/i;

const kinds: readonly Kind[] = [
  {
    name: "the seller's users, groups and addresses",
    paths: sellersPeople,
    company: "ours-1",
    cells: { Seller: "write", Buyer: "read", Supplier: "read" },
  },
  {
    name: "one's own buyer",
    paths: buyers,
    company: "ours-1",
    cells: { Seller: "write", Buyer: "write", Supplier: "read" },
  },
  {
    name: "another buyer",
    paths: buyers,
    company: "theirs-1",
    cells: { Seller: "write", Buyer: "absent", Supplier: "read" },
  },
  {
    name: "one's own supplier",
    paths: suppliers,
    company: "ours-1",
    cells: { Seller: "write", Buyer: "read", Supplier: "write" },
  },
  {
    name: "another supplier",
    paths: suppliers,
    company: "theirs-1",
    cells: { Seller: "write", Buyer: "read", Supplier: "absent" },
  },
  {
    name: "what only the seller configures",
    paths: sellersOnly,
    company: "ours-1",
    cells: { Seller: "write", Buyer: "nothing", Supplier: "nothing" },
  },
];

/** Companies themselves are made and deleted by the seller alone, users are moved and impersonated by rules of their own. */
const ofTheSellerAlone = /^(Buyers|Suppliers)\.(Create|Delete)$|^Users\.Move$/;
const byConfiguration = /^Users\.GetAccessToken$/;

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

const expected = (cell: Cell, operation: Operation, type: CommerceRole): Cell => {
  if (ofTheSellerAlone.test(operation.id)) return type === "Seller" ? "write" : "nothing";
  if (cell === "read") return operation.method === "GET" ? "read" : "nothing";
  // What the declaration keeps from a type of users it does not look at.
  if (cell === "absent" && operation.userTypes?.includes(type) === false) return "nothing";
  // Where it is not one's own, PUT would make a company: that is refused, whether there is one or not.
  if (cell === "absent" && /^(Buyers|Suppliers)\.Save$/.test(operation.id)) return "nothing";
  return cell;
};

for (const { name, paths, company, cells } of kinds)
  test(`whatever their roles, users reach ${name} as their type may`, async () => {
    const tested = implemented.filter((one) => paths.test(one.path) && !byConfiguration.test(one.id));
    assert.ok(tested.length > 10, `${tested.length} operations`);
    for (const type of ["Seller", "Buyer", "Supplier"] as const)
      await each(tested, async (operation) => {
        const { status, body } = await callers[type].raw(
          operation.method,
          urlOf(operation, operation.method === "DELETE" && ofTheSellerAlone.test(operation.id) ? "absent" : company),
          bodyFor(operation, cells[type]),
        );
        const error = body?.Errors?.[0];
        const refused = error?.ErrorCode === "Auth.UserNotAuthorizedToAdmin";
        const absent = status === 404 && error.Data.ObjectID === company;
        const got: Cell = refused ? "nothing" : absent ? "absent" : operation.method === "GET" ? "read" : "write";
        const want = expected(cells[type], operation, type);
        const same = got === want || (want === "write" && got === "read");
        assert.ok(
          same,
          `${type} ${operation.id} in ${company}: ${got} instead of ${want}, ${status} ${JSON.stringify(body)}`,
        );
      });
  });
