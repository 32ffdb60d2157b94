import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "@orderwell/contract";
import { operatedServer } from "@orderwell/testing";
import * as sdk from "ordercloud-javascript-sdk";

/** The token endpoint's methods name their arguments one by one. */
const grants: Readonly<Record<string, unknown[]>> = {
  "Auth.Login": ["username", "password", "client"],
  "Auth.ElevatedLogin": ["secret", "username", "password", "client"],
  "Auth.ClientCredentials": ["secret", "client"],
  "Auth.RefreshToken": ["token", "client"],
  "Auth.Anonymous": ["client"],
};

type Method = (...args: unknown[]) => Promise<unknown>;

/** Classes of the SDK that keep tokens and settings on the client's side and call nothing. */
const clientSide = new Set(["Tokens", "Configuration", "HttpClient"]);

/** The SDK's services and their methods, as `Resource.Method`. */
function sdkMethods(): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (const [name, service] of Object.entries(sdk as unknown as Record<string, Record<string, unknown>>)) {
    if (clientSide.has(name) || typeof service !== "object" || service === null) continue;
    for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(service))) {
      const call = service[method];
      if (/^[A-Z]/.test(method) && method !== "As" && typeof call === "function")
        methods.set(`${name}.${method}`, call.bind(service) as Method);
    }
  }
  return methods;
}

const groupsOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

/** Number of times each operation was reached, from the server's own metrics. */
async function reached(baseUrl: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  for (const [, id = "", count] of text.matchAll(
    /^orderwell_operation_seconds_count\{operation="([^"]+)",status="\d+"\} (\d+)$/gm,
  ))
    counts.set(id, (counts.get(id) ?? 0) + Number(count));
  return counts;
}

test("every method of the official SDK reaches the operation of the same name", async () => {
  const { baseUrl } = await operatedServer();
  sdk.Configuration.Set({ baseApiUrl: baseUrl, timeoutInMilliseconds: 60_000 });
  const methods = sdkMethods();
  assert.ok(methods.size >= 600, `only ${methods.size} methods found`);
  const before = await reached(baseUrl);
  const called = new Map<string, number>();
  // The metrics are long: within a group each method is called another number of times, so that one look tells them apart.
  for (const group of groupsOf([...methods], 8)) {
    for (const [index, [id, method]] of group.entries()) {
      const operation = (operations as Readonly<Record<string, { path: string }>>)[id];
      assert.ok(operation !== undefined, `${id} is not declared`);
      const params = [...operation.path.matchAll(/\{\w+\}/g)].map(() => "nothing");
      const rest = grants[id] ?? [...params, "one", "two", {}, {}];
      for (let times = 0; times <= index; times++) await method(...rest).catch(() => {});
      called.set(id, index + 1);
    }
    const after = await reached(baseUrl);
    const counted = [...after].map(([id, count]) => [id, count - (before.get(id) ?? 0)] as const);
    assert.deepEqual(new Map(counted.filter(([, count]) => count > 0).sort()), new Map([...called].sort()));
  }
  const declared = Object.entries(operations as Readonly<Record<string, { newer?: true; extension?: true }>>);
  const missing = declared
    .filter(([id, { newer, extension }]) => !newer && !extension && !methods.has(id))
    .map(([id]) => id);
  assert.deepEqual(missing, [], "operations that the SDK does not know");
});
