import assert from "node:assert/strict";
import { before, test } from "node:test";
import { errorsOf, type Operation } from "@orderwell/contract";
import { marketplace } from "@orderwell/testing";
import { each, guarded } from "./callers.ts";
import { type Callers, callerOf, createFixture, type Fixture } from "./fixtures.ts";
import { modelNamed, requestWith } from "./references.ts";

type Values = Readonly<Record<string, string>>;

/** What an assignment's party is named by, in queries and, begun with a capital, in bodies. */
const named = ["buyerID", "buyerGroupID", "supplierID", "userID", "userGroupID"] as const;
const levels = [undefined, "User", "Group", "Company"];
const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

const assignments = guarded.filter(({ path }) => /assignments$/i.test(path));

let things: Fixture & { readonly callers: Callers };
before(async () => {
  things = await createFixture(await marketplace({ name: "parties" }), "ours-1");
});

/** Every way to name some of these; none of the parties is there. */
function* choices(names: readonly string[]): Generator<Values> {
  for (let chosen = 0; chosen < 2 ** names.length; chosen++)
    yield Object.fromEntries(names.filter((_, index) => chosen & (1 << index)).map((name) => [name, "nothing"]));
}

/** Every request of an operation that differs in what it says of the party; all else that it names is there. */
function* requests(operation: Operation): Generator<{ readonly url: string; readonly body: object | undefined }> {
  const { url, body } = requestWith({ operation, where: "path", name: "" }, things, things, undefined);
  const { fields, refused } = modelNamed(operation.body?.model) ?? { fields: {} };
  const [path = "", needed] = url.split("?");
  const inQuery = named.filter((name) => name in operation.query);
  const inBody = named.map(capital).filter((name) => name in { ...fields, ...refused });
  const rest = Object.entries(body ?? {}).filter(([name]) => !inBody.includes(name));
  for (const query of choices(inQuery))
    for (const level of "level" in operation.query ? levels : [undefined])
      for (const party of choices(inBody)) {
        const search = new URLSearchParams(needed);
        for (const name of named) search.delete(name);
        for (const [name, value] of Object.entries({ ...query, ...(level && { level }) })) search.set(name, value);
        yield { url: `${path}?${search}`, body: body && { ...Object.fromEntries(rest), ...party } };
      }
  for (const [name, within] of rest)
    if (typeof within === "object")
      yield { url, body: { ...Object.fromEntries(rest), [name]: { ...within, UserID: "nothing" } } };
}

const ofParties = (codes: Iterable<string>): string[] =>
  [...codes].filter((code) => code.startsWith("PartyAssignment.")).sort();

test("a party named by any of its parts, at any level, is answered with what the operation declares, and all of that occurs", async () => {
  let asked = 0;
  const wrong: string[] = [];
  await each(assignments, async (operation) => {
    const answered = new Set<string>();
    for (const { url, body } of requests(operation)) {
      const { status, body: reply } = await callerOf(things.callers, operation).raw(operation.method, url, body);
      assert.ok(status < 500, `${operation.id} ${url} ${JSON.stringify(body)}: ${status}`);
      for (const { ErrorCode } of status >= 400 ? reply.Errors : []) answered.add(ErrorCode);
      asked++;
    }
    const [met, declared] = [ofParties(answered), ofParties(errorsOf(operation))];
    if (met.join() !== declared.join()) wrong.push(`${operation.id}: answered ${met}; declared ${declared}`);
  });
  assert.deepEqual(wrong, []);
  assert.ok(asked > 700, `${asked} ways`);
});
