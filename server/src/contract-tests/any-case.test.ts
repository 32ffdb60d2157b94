import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Operation } from "@orderwell/contract";
import { type Answer, marketplace, type TestMarketplace } from "@orderwell/testing";
import { type Callers, callerOf, createFixture, type Fixture, referred } from "./fixtures.ts";
import { objectBefore, rowsOf, tokenOperations } from "./isolation.ts";
import { type Reference, referencesOf, requestWith, singular } from "./references.ts";

const id = "Letter-a";
const otherLetters = (one: string): string => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase());

let own: TestMarketplace;
let fixture: Fixture & { readonly callers: Callers };
/** The same objects, each ID in other letters. */
let otherwise: Fixture;
before(async () => {
  own = await marketplace({ name: "In any case" });
  fixture = await createFixture(own, id);
  const others = Object.entries(fixture.generated).map(([name, value]) => [
    name,
    name === "anonUserToken" ? value : otherLetters(value),
  ]);
  otherwise = { id: otherLetters(id), generated: Object.fromEntries(others) };
});

const caller = (operation: Operation) => callerOf(fixture.callers, operation);

/** IDs that a request names something by; deletions would take it from the others. */
const places = (): Reference[] =>
  tokenOperations
    .filter(({ method }) => method !== "DELETE")
    .flatMap(referencesOf)
    .filter(
      ({ operation, name, where }) =>
        where !== "filter" &&
        referred(fixture, operation, singular(name)) !== referred(otherwise, operation, singular(name)),
    );

/** A reply but for what differs each time; refusals show an ID as it was sent. */
const textOf = ({ status, body }: Answer): string => {
  const text = `${status} ${JSON.stringify(body ?? null)}`;
  return (status < 400 ? text : text.toLowerCase())
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, "<time>")
    .replaceAll(/"(access|refresh)_token":"[^"]*"/g, "<token>")
    .replaceAll(/"[\w-]{22}"/g, "<made up>");
};

test("an ID in other letters names the same to every request; to write it again so changes nothing, and it is never stored so", async () => {
  const wrong: string[] = [];
  let accepted = 0;
  for (const reference of places()) {
    const { operation } = reference;
    const client = caller(operation);
    const object = await objectBefore(fixture, operation, client);
    const ask = async (other: Fixture): Promise<Answer> => {
      const { method, url, body } = requestWith(reference, fixture, other, object);
      return client.raw(method, url, body);
    };
    const label = `${operation.id} ${reference.where} ${reference.name}`;
    const first = await ask(otherwise);
    const plain = await ask(fixture);
    if (first.status < 300) accepted++;
    // What makes or does something new cannot be done twice alike.
    const repeats = operation.method !== "POST" || first.status >= 300;
    const replies = repeats ? [first, await ask(otherwise)] : [first];
    for (const reply of replies) {
      const text = textOf(reply);
      if (repeats && text !== textOf(plain)) wrong.push(`${label}: ${text} instead of ${textOf(plain)}`);
      if (reply.status < 300 && text.includes(otherwise.id)) wrong.push(`${label} shows ${text}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    (await rowsOf(own)).filter((row) => row.includes(otherwise.id)),
    [],
  );
  assert.ok(accepted > 500, `${accepted} of ${places().length} were accepted`);
});
