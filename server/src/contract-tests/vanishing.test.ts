import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Reference as Declared, type ModelName, parameterTarget, references } from "@orderwell/contract";
import { type Answer, inMarketplace, marketplace, type TestMarketplace } from "@orderwell/testing";
import { leaveDirectory } from "../platform/access/client-directory.store.ts";
import { tableOf } from "../platform/db/model-tables.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import { type Callers, callerOf, createFixture, type Fixture } from "./fixtures.ts";
import { objectBefore, tokenOperations } from "./isolation.ts";
import { type Body, isMade, kinds, type Making, made } from "./makings.ts";
import { modelNamed, type Reference, referencesOf, requestWith, singular } from "./references.ts";

let own: TestMarketplace;
let fixture: Fixture & { readonly callers: Callers };
before(async () => {
  own = await marketplace({ name: "What vanishes" });
  fixture = await createFixture(own, "stays");
});

/** A place in a request, what it names, and what is declared of it. */
interface Place {
  readonly reference: Reference;
  readonly target: ModelName;
  readonly declared: Declared | undefined;
}

function placeOf(reference: Reference): Place | undefined {
  const { operation, where, name } = reference;
  // The object of the path itself, which PUT makes anew.
  if (where === "path" && operation.path.endsWith(`{${name}}`)) return undefined;
  const [outer = "", inner] = name.split(".");
  const body = modelNamed(operation.body?.model);
  const holder = (inner === undefined ? body?.name : body?.fields[outer]?.items?.model) as ModelName;
  const declared = where === "body" ? references[holder]?.[inner ?? outer] : undefined;
  const target = where === "path" ? parameterTarget(name) : declared?.target;
  return target === undefined || !isMade(target) ? undefined : { reference, target, declared };
}

/** Writes; a PATCH looks things up as the PUT of the same path does. */
const places = (): Place[] =>
  tokenOperations
    .filter(
      ({ method, path }) =>
        method === "POST" ||
        method === "PUT" ||
        (method === "PATCH" && !tokenOperations.some((one) => one.method === "PUT" && one.path === path)),
    )
    .flatMap(referencesOf)
    .map(placeOf)
    .filter((place) => place !== undefined);

/** Properties by which an object is what the reference asks for. */
function fitting({ reference: { name, operation }, target }: Place, company: Making["company"], id: string): Body {
  if (target === "User") return { Username: name === "DefaultContextUserName" ? id : `${id}-${company}` };
  // A service acts as the client's default user.
  if (target === "ApiClient" && operation.resource === "SubscriptionIntegrations")
    return { DefaultContextUserName: `${fixture.id}-Seller` };
  if (target === "PriceSchedule") return { Currency: "EUR" };
  if (target === "Product") return { IsParent: name === "ParentID" };
  if (target === "IntegrationEvent")
    return { EventType: /^(\w+?)IntegrationEventID$/.exec(name)?.[1] ?? "OpenIDConnect" };
  return {};
}

/** Makes an object wherever one of that ID may be meant, and gives the ID by which it is named. */
async function makeTarget(place: Place, id: string): Promise<string> {
  const { target, reference } = place;
  const path = { buyerID: fixture.id, supplierID: fixture.id, catalogID: fixture.id };
  const everywhere = typeof kinds[target]?.resource !== "string" && reference.name !== "DefaultContextUserName";
  let named = id;
  for (const company of everywhere ? (["seller", "buyer", "supplier"] as const) : (["seller"] as const))
    named = (await made(own.seller, target, id, { id: fixture.id, path, company }, fitting(place, company, id))).id;
  return named;
}

/** Waits until the request waits for what this transaction has deleted, or has its answer. */
async function meet(db: TenantDb, answer: Promise<unknown>): Promise<void> {
  let answered = false;
  void answer.then(() => {
    answered = true;
  });
  while (!answered) {
    const waiting = await db.row(
      sql`select from pg_locks l where not l.granted and pg_backend_pid() = any(pg_blocking_pids(l.pid))`,
    );
    if (waiting !== undefined) return;
  }
}

/** Sends a request whose reference goes after it is looked up and before it is written. */
async function answerTo(place: Place, id: string): Promise<Answer> {
  const { reference, target } = place;
  const { operation, name } = reference;
  const client = callerOf(fixture.callers, operation);
  const object = reference.where === "path" ? undefined : await objectBefore(fixture, operation, client);
  const generated = { ...fixture.generated, [`${operation.id}.${singular(name)}`]: id };
  const { method, url, body } = requestWith(reference, fixture, { id, generated }, object);
  const { answer } = await inMarketplace(own, async (db) => {
    await db.run(
      sql`delete from ${sql.table(tableOf(target))} where marketplace_id = ${db.marketplaceId} and id = ${id}`,
    );
    if (target === "ApiClient") await leaveDirectory(db, id);
    const sent = client.raw(method, url, body);
    await meet(db, sent);
    return { answer: sent };
  });
  return answer;
}

/** References that a request does not come to, and why. */
const unreached: readonly (readonly [references: RegExp, reason: string])[] = [
  [
    /^(Bundle(Line|Subscription)Items.Create|(Cart|Me).Create(Subscription)?BundleItem) body LineItems.ProductID$/,
    "the product is not part of the bundle",
  ],
  [/^Bundles.SaveAssignment body (BundleID|BuyerID)$/, "bundle and buyer have no catalog in common"],
  [/^Categories.SaveAssignment body BuyerID$/, "the catalog is not the new buyer's"],
  [/^ImpersonationConfigs.Save body BuyerID$/, "the user whom it names is another buyer's"],
  [/^Orders.Ship body /, "the order is not submitted; shipments outlive all that they name"],
  [/^Products.SaveAssignment body (ProductID|BuyerID)$/, "product and buyer have no catalog in common"],
  [/^Shipments.Save body BuyerID$/, "it has items; it outlives its buyer"],
  [/^Subscriptions.Create body FromCompanyID$/, "the user whom it names is another buyer's"],
  [/^Users.GetAccessToken /, "nobody may act as the user; nothing is written"],
];

/** Nothing lies within the parent that a path names, since it is new. */
const isEmpty = ({ reference }: Place, { body }: Answer): boolean =>
  reference.where === "path" && body?.Errors?.[0]?.Data?.ObjectID === fixture.id;

test("what goes between the look-up of a reference and its write is told of by its type and ID", async () => {
  const wrong: string[] = [];
  let told = 0;
  const needed = new Set<RegExp>();
  for (const [index, place] of places().entries()) {
    const { reference, target, declared } = place;
    const label = `${reference.operation.id} ${reference.where} ${reference.name}`;
    const id = await makeTarget(place, `goes-${index}`);
    const answer = await answerTo(place, id);
    const { status, body } = answer;
    const error = body?.Errors?.[0];
    const named = error?.ErrorCode === "NotFound" && error.Data.ObjectType === target && error.Data.ObjectID === id;
    const stays = status < 300 && (declared?.whenDeleted === "keep" || declared?.fixed === "ignored");
    const refused = error !== undefined && [declared?.unknown, declared?.fixed].includes(error.ErrorCode);
    if (named || refused) told++;
    if (named || refused || stays || isEmpty(place, answer)) continue;
    const exception = unreached.find(([references]) => references.test(label));
    if (exception === undefined) wrong.push(`${label}: ${status} ${JSON.stringify(error ?? null)}`);
    else needed.add(exception[0]);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    unreached.filter(([references]) => !needed.has(references)),
    [],
  );
  assert.ok(told > 120, `${told} were told`);
});
