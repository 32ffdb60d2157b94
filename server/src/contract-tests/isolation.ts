import assert from "node:assert/strict";
import { type ModelName, type Operation, references } from "@orderwell/contract";
import { type Answer, inMarketplace, type TestClient, type TestMarketplace } from "@orderwell/testing";
import { sql } from "../platform/db/sql.ts";
import { each } from "./callers.ts";
import { implemented } from "./crud-resources.ts";
import { type Fixture, referred, secretOf, unknownIds } from "./fixtures.ts";
import { modelNamed, type Reference, referencesOf, requestWith, singular } from "./references.ts";

/** Operations that a token opens; the others have no marketplace that anything could be foreign to. */
export const tokenOperations: readonly Operation[] = implemented.filter(({ access }) => access !== "open");

/**
 * Outcome of a reference to another tenant's thing: `absent`, it does not exist, under the very ID that was sent;
 * `empty`, a list without items; `ignored`, the reference is passed over; else the code of the refusal.
 */
export type Outcome = "absent" | "empty" | "ignored" | (string & {});

/** References that come to something else than `absent`, or `empty` for a list's filter, and why. */
export interface Exception {
  /** Of `Users.Save path buyerID`. */
  readonly references: RegExp;
  readonly outcome: Outcome;
  readonly reason: string;
  /** True where an ID that is nowhere is answered differently. */
  readonly tells?: true;
}

/** Somebody who tries what is not theirs. */
export interface Prober {
  readonly own: Fixture;
  readonly otherTenant: Fixture;
  caller(operation: Operation): TestClient | undefined;
  readonly exceptions: readonly Exception[];
}

const nameOf = ({ operation, where, name }: Reference): string => `${operation.id} ${where} ${name}`;

function outcomeOf({ where }: Reference, { status, body }: Answer, value: string): Outcome {
  const error = body?.Errors?.[0];
  if (error !== undefined) {
    if (error.ErrorCode !== "NotFound") return error.ErrorCode;
    return error.Data?.ObjectID === value ? "absent" : `NotFound of ${error.Data?.ObjectType}`;
  }
  if ((where === "query" || where === "filter") && body?.Meta?.TotalCount === 0) return "empty";
  return JSON.stringify(body ?? null).includes(value) ? `shown with ${status}` : "ignored";
}

/** A reply without what differs between two that say the same: the ID that was asked for, and what is made up. */
const sameText = ({ status, body }: Answer, value: string, id: string): string =>
  `${status} ${JSON.stringify(body ?? null)}`
    .replaceAll(value, "<ID>")
    .replaceAll(id, "<ID>")
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, "<time>")
    .replaceAll(/"([\w-]{22}|[\w+/=]{300,})"/g, "<made up>");

/** The last parameter of a path under which PUT makes what is not there yet. */
const isSave = ({ operation, where, name }: Reference): boolean =>
  operation.method === "PUT" && where === "path" && operation.path.endsWith(`{${name}}`);

/** Codes in the contract for an unknown ID there, and for a change of what stays as it is. */
function declaredOutcomes({ operation, where, name }: Reference): Outcome[] {
  const [outer = "", inner] = name.split(".");
  const body = modelNamed(operation.body?.model);
  const holder = inner === undefined ? body?.name : body?.fields[outer]?.items?.model;
  if (where !== "body" || holder === undefined) return [];
  const declared = references[holder as ModelName]?.[inner ?? outer];
  const changes = operation.method === "PUT" || operation.method === "PATCH";
  return [declared?.unknown, changes ? declared?.fixed : undefined].filter((outcome) => outcome !== undefined);
}

/** Everything that tells another tenant's thing from one that is nowhere, or that should have been refused and was not. */
export async function probe(prober: Prober): Promise<string[]> {
  const { own, otherTenant, exceptions } = prober;
  const nothing = unknownIds(otherTenant, otherTenant.id.replace(/\w/g, "x"));
  const wrong: string[] = [];
  const needed = new Set<Exception>();
  const places = tokenOperations
    .filter((one) => prober.caller(one) !== undefined)
    .flatMap(referencesOf)
    .filter(
      ({ operation, name }) =>
        referred(own, operation, singular(name)) !== referred(otherTenant, operation, singular(name)),
    );
  await each(
    places.filter((one) => !isSave(one)),
    async (reference) => {
      const { operation } = reference;
      const client = prober.caller(operation) as TestClient;
      const object = await objectBefore(own, operation, client);
      const ask = async (other: Fixture) => {
        const { method, url, body, value } = requestWith(reference, own, other, object);
        const answer = await client.raw(method, url, body);
        const text = sameText(answer, value, other.id);
        return { outcome: outcomeOf(reference, answer, value), text, isDone: answer.status < 300 };
      };
      const theirs = await ask(otherTenant);
      // A page without items is the same whatever it was asked for.
      if (reference.where === "filter" && theirs.outcome === "empty") return;
      const nowhere = await ask(nothing);
      const name = nameOf(reference);
      let tells = theirs.text !== nowhere.text;
      // What others do meanwhile may show in one of two that say the same, and not in the other.
      for (let again = 0; again < 3 && tells && theirs.isDone && nowhere.isDone; again++)
        tells = (await ask(otherTenant)).text !== (await ask(nothing)).text;
      const asIfNowhere = theirs.outcome === "absent" || (theirs.outcome === "empty" && operation.list !== undefined);
      if ((asIfNowhere || declaredOutcomes(reference).includes(theirs.outcome)) && !tells) return;
      const exception = exceptions.find((one) => one.references.test(name) && one.outcome === theirs.outcome);
      if (exception === undefined) wrong.push(`${name} is ${theirs.outcome}: ${theirs.text.slice(0, 300)}`);
      else needed.add(exception);
      if (tells && exception?.tells === undefined)
        wrong.push(`${name} tells ${theirs.text.slice(0, 300)} from ${nowhere.text.slice(0, 300)}`);
    },
  );
  for (const one of exceptions) if (!needed.has(one)) wrong.push(`${one.references} needs no exception: ${one.reason}`);
  return wrong.sort();
}

/**
 * Puts an object at every ID that another tenant's has. Where that would be the other tenant's own, it is refused; elsewhere it
 * makes the caller's. Tells what shows anything of the other tenant's.
 */
export async function saveOver({ own, otherTenant, caller }: Prober): Promise<string[]> {
  const wrong: string[] = [];
  for (const operation of tokenOperations) {
    const client = caller(operation);
    const reference = referencesOf(operation).find(isSave);
    if (client === undefined || reference === undefined) continue;
    const { method, url, body } = requestWith(reference, own, otherTenant, undefined);
    const answer = await client.raw(method, url, body);
    const text = JSON.stringify(answer.body ?? null);
    if (text.includes(secretOf(otherTenant.id))) wrong.push(`${operation.id}: ${text}`);
  }
  return wrong;
}

/** Object that a request would change, where it can be read. */
export async function objectBefore(own: Fixture, operation: Operation, client: TestClient) {
  const get = tokenOperations.find(({ method, path }) => method === "GET" && path === operation.path);
  if (get === undefined || (operation.method !== "PUT" && operation.method !== "PATCH")) return undefined;
  const { method, url } = requestWith({ operation: get, where: "path", name: "" }, own, own, undefined);
  const { status, body } = await client.raw(method, url);
  return status === 200 ? (body as Record<string, unknown>) : undefined;
}

/**
 * Every row of a marketplace, with the name of its table. When a user was last active is left out: it is noted for
 * whoever's genuine token is shown, a visitor's as a parameter too.
 */
export const rowsOf = (own: Pick<TestMarketplace, "id">): Promise<string[]> =>
  inMarketplace(own as TestMarketplace, async (db) => {
    const tables = await db.rows<{ name: string }>(sql`
      select c.table_name as name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.column_name = 'marketplace_id' and t.table_type = 'BASE TABLE' and c.table_schema = current_schema()
        and has_table_privilege(quote_ident(c.table_schema) || '.' || quote_ident(c.table_name), 'select')
      order by 1`);
    assert.ok(tables.length > 50, `only ${tables.length} tables`);
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await db.rows<{ row: string }>(
        sql`select (to_jsonb(t) - 'last_active')::text as row from ${sql.table(name)} t where t.marketplace_id = ${db.marketplaceId}`,
      );
      rows.push(...found.map(({ row }) => `${name} ${row}`));
    }
    return rows.sort();
  });

/** Operations that make an object under an ID that the client chose: PUT at the ID, or POST with it in the body. */
const makers = tokenOperations.filter((operation) => {
  const { method, path, status } = operation;
  if (method === "PUT") return referencesOf(operation).some(isSave) && removalOf(operation) !== undefined;
  return method === "POST" && status === 201 && choosesId(operation) && removalOf(operation, `${path}/`) !== undefined;
});

function choosesId({ body }: Operation): boolean {
  const field = modelNamed(body?.model)?.fields.ID;
  return field !== undefined && !field.readOnly;
}

function removalOf({ path }: Operation, prefix = path): Operation | undefined {
  return tokenOperations.find(
    (one) => one.method === "DELETE" && one.path.startsWith(prefix) && !one.path.slice(prefix.length).includes("/"),
  );
}

/**
 * Makes every kind of object under the ID that another tenant's has, takes it away again, and tells what went otherwise than
 * with an ID that nobody has. What refers to other objects under its own ID, as an assignment does, cannot be made so.
 */
export async function createUnderSameIds({ own, otherTenant, caller }: Prober): Promise<string[]> {
  const wrong: string[] = [];
  const nothing = unknownIds(otherTenant, otherTenant.id.replace(/\w/g, "x"));
  let made = 0;
  for (const operation of makers) {
    const client = caller(operation);
    if (client === undefined) continue;
    const isPut = operation.method === "PUT";
    const reference = referencesOf(operation).find(isSave) ?? { operation, where: "body", name: "ID" };
    const removal = removalOf(operation, isPut ? operation.path : `${operation.path}/`) as Operation;
    const texts: string[] = [];
    for (const other of [otherTenant, nothing]) {
      const { method, url, body, value } = requestWith(reference, own, other, undefined);
      const answer = await client.raw(method, url, body);
      texts.push(sameText(answer, value, other.id));
      const absent = outcomeOf(reference, answer, value) === "absent";
      if (answer.status >= 300 && !absent) wrong.push(`${operation.id}: ${texts.at(-1)}`);
      if (answer.status >= 300) continue;
      made++;
      const removed = await client.raw("DELETE", isPut ? url : `${url}/${value}`);
      if (removed.status !== removal.status) wrong.push(`${removal.id}: ${JSON.stringify(removed.body)}`);
    }
    if (texts[0] !== texts[1]) wrong.push(`${operation.id} tells ${texts.join(" from ")}`);
  }
  if (made < makers.length) wrong.push(`only ${made} objects were made by ${makers.length} operations`);
  return wrong;
}
