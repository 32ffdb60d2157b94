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
  sdk.Configuration.Set({ baseApiUrl: baseUrl, timeoutInMilliseconds: 10_000 });
  const methods = sdkMethods();
  assert.ok(methods.size >= 600, `only ${methods.size} methods found`);
  let before = await reached(baseUrl);
  for (const [id, method] of methods) {
    const operation = (operations as Readonly<Record<string, { path: string }>>)[id];
    assert.ok(operation !== undefined, `${id} is not declared`);
    const params = [...operation.path.matchAll(/\{\w+\}/g)].map(() => "nothing");
    const rest = grants[id] ?? [...params, "one", "two", {}, {}];
    await method(...rest).catch(() => {});
    const after = await reached(baseUrl);
    const changed = [...after].filter(([name, count]) => count !== (before.get(name) ?? 0)).map(([name]) => name);
    assert.deepEqual(changed, [id]);
    before = after;
  }
  const declared = Object.entries(operations as Readonly<Record<string, { newer?: true }>>);
  const missing = declared.filter(([id, { newer }]) => !newer && !methods.has(id)).map(([id]) => id);
  assert.deepEqual(missing, [], "operations that the SDK does not know");
});
