import assert from "node:assert/strict";
import { test } from "node:test";
import { type ModelName, type OperationId, type Reference, references } from "@orderwell/contract";
import { marketplace } from "@orderwell/testing";
import { implemented } from "./crud-resources.ts";
import { isMade, type Making, made, prepare, removeOf } from "./makings.ts";
import { namingCases } from "./naming-cases.ts";

type Body = Record<string, unknown>;

/** Fate of a holder: it is gone, its property is null, it shows what it showed; or the code of the refusal. */
type Outcome = "gone" | "null" | "same" | (string & {});

const expected = ({ whenDeleted }: Reference): Outcome =>
  typeof whenDeleted === "string"
    ? ({ cascade: "gone", clear: "null", keep: "same" } as const)[whenDeleted]
    : whenDeleted.refused;

/** Assignments by the operation that saves them. Each property that names something is deleted once. */
const assignments = implemented.filter(({ id, body }) => /\.Save\w*Assignment$/.test(id) && body !== undefined);

/** One of these at a time says who has it, beside the company it belongs to. */
const parties = ["UserGroupID", "UserID", "SupplierID", "BuyerGroupID", "SellerID"];

/** Parties that an assignment is made to in turn: at least its company, or what the path says. */
function partiesOf(properties: Readonly<Record<string, Reference>>): (string | undefined)[] {
  const named = parties.filter((party) => party in properties);
  // A membership is of both.
  if (Object.keys(properties).every((name) => named.includes(name))) return [undefined];
  return "BuyerID" in properties || named.length === 0 ? [undefined, ...named] : named;
}

test("what is assigned goes with the assignment's every part", async (t) => {
  const { seller } = await marketplace(t);
  const wrong: string[] = [];
  let count = 0;
  for (const operation of assignments) {
    const model = operation.body?.model as ModelName;
    const properties = Object.fromEntries(
      Object.entries(references[model] ?? {}).filter(([, { target }]) => isMade(target)),
    );
    for (const party of partiesOf(properties))
      for (const [property, reference] of Object.entries(properties)) {
        const names = Object.keys(properties);
        const of = names.filter((name) => !parties.includes(name) || name === party);
        const others = of.length > 0 ? of : names;
        const instead = party === "SupplierID" || party === "BuyerGroupID";
        if (!others.includes(property) || (instead && property === "BuyerID")) continue;
        const used = instead ? others.filter((name) => name !== "BuyerID") : others;
        const id = `d${++count}`;
        const where = placeOf(operation.path, party === "SupplierID", id);
        const body: Body = {};
        for (const name of used) body[name] = (await made(seller, properties[name]!.target, `${id}-${name}`, where)).id;
        if (model === "AddressAssignment") body.IsShipping = true;
        const path = where.path;
        await prepare(seller, model, body, where);
        const saved = await seller.send(operation.id as OperationId, { path, body });
        const label = `${operation.id} ${party ?? "company"} ${property}`;
        if (saved.status >= 300) {
          wrong.push(`${label} is not saved: ${JSON.stringify(saved.body)}`);
          continue;
        }
        const list = operation.id.replace(".Save", ".List").concat("s") as OperationId;
        const found = async () => {
          const { status, body: page } = await seller.send(list, { path, query: { pageSize: 100 } });
          return status === 404
            ? false
            : (page.Items as Body[]).some((item) => used.every((name) => item[name] === body[name]));
        };
        if (!(await found())) wrong.push(`${label} is not listed`);
        const removed = await removeOf(seller, reference.target, String(body[property]), where);
        const outcome = removed.status >= 300 ? removed.body.Errors[0].ErrorCode : (await found()) ? "same" : "gone";
        if (outcome !== expected(reference)) wrong.push(`${label}: ${outcome} instead of ${expected(reference)}`);
      }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 50, `${count} deletions`);
});

/** Parents that a path names, made for one case. */
function placeOf(path: string, ofSupplier: boolean, id: string): Making {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
  return {
    id,
    path: Object.fromEntries(names.map((name) => [name, `${id}-${name}`])),
    company:
      ofSupplier || path.includes("{supplierID}")
        ? "supplier"
        : path.includes("usergroups") && names.length === 0
          ? "seller"
          : "buyer",
  };
}

test("what an object names may go, goes with it, or cannot go, as declared", async (t) => {
  const own = await marketplace(t);
  const wrong: string[] = [];
  for (const [index, { holder, property, make, show }] of namingCases(own).entries()) {
    const label = `${holder}.${property}`;
    const reference = references[holder]?.[property];
    assert.ok(reference, label);
    const id = `h${index}`;
    const { remove } = await make(id);
    const before = (await show(id))?.[property];
    if (before === null || before === undefined) wrong.push(`${label} is not named to begin with`);
    const removed = await remove();
    const after = await show(id);
    const outcome =
      removed.status >= 300
        ? removed.body.Errors[0].ErrorCode
        : after === undefined
          ? "gone"
          : after[property] === null || (Array.isArray(after[property]) && after[property].length === 0)
            ? "null"
            : JSON.stringify(after[property]) === JSON.stringify(before)
              ? "same"
              : JSON.stringify(after[property]);
    if (outcome !== expected(reference)) wrong.push(`${label}: ${outcome} instead of ${expected(reference)}`);
  }
  assert.deepEqual(wrong, []);
});

test("whatever names an object shows its new ID, where it lives on and in what is refused to let go of it", async (t) => {
  const own = await marketplace(t);
  const wrong: string[] = [];
  let count = 0;
  for (const [index, { holder, property, make, show }] of namingCases(own).entries()) {
    const id = `r${index}`;
    const { rename } = await make(id);
    // Users are named by their usernames there, which IDs say nothing about.
    if (rename === undefined || property === "DefaultContextUserName") continue;
    const to = `${id}-new`;
    const { status, body } = await rename(to);
    const label = `${holder}.${property}`;
    if (status !== 200) wrong.push(`${label} is not renamed: ${JSON.stringify(body)}`);
    const shown = (await showRenamed(show, id, property, to))?.[property];
    if (shown !== to) wrong.push(`${label} shows ${JSON.stringify(shown)} instead of ${to}`);
    count++;
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 25, `${count} renames`);
});

/** The holder after its target's rename: a copy beside the ID shows the new one as well. */
async function showRenamed(show: (id: string) => Promise<Body | undefined>, id: string, property: string, to: string) {
  const shown = await show(id);
  const copy = shown?.[property.replace(/ID$/, "")] as Body | null | undefined;
  if (copy?.ID !== undefined) assert.equal(copy.ID, to, `${property}'s copy`);
  return shown;
}
