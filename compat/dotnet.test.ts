import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { enums, models, operations } from "@orderwell/contract";
import { demoAccounts, seedDemo } from "@orderwell/seeding";
import { operatedServer, portalAccount } from "@orderwell/testing";
import { runDotnet, withoutDotnet } from "./dotnet.ts";

/** The demo in a marketplace of its own, and how some of its people sign in. */
async function demo() {
  const { baseUrl } = await operatedServer();
  const marketplaceId = `dotnet-${randomBytes(6).toString("hex")}`;
  const { apiClients, problems } = await seedDemo({ baseUrl, portal: portalAccount, marketplaceId });
  assert.deepEqual(problems, []);
  const clientOf = (name: string) => apiClients.find(({ appName }) => appName === name)?.newId ?? "";
  const person = (name: string) => {
    const account = demoAccounts.find(({ username }) => username === name);
    assert.ok(account !== undefined);
    const { username, password, apiClient } = account;
    return { username, password, clientId: clientOf(apiClient) };
  };
  return {
    baseUrl,
    middleware: clientOf("Middleware"),
    middlewareSecret: "demo-middleware-secret",
    people: { seller: person("sam.porter"), shopper: person("leo.marchetti"), supplier: person("rosa.delgado") },
  };
}

test("a .NET client reads replies into typed objects, and what it sends as these are serialized is taken", {
  skip: withoutDotnet,
}, async (t) => {
  const checks = await runDotnet({
    ...(await demo()),
    contract: { enums, models, operations: Object.values(operations) },
  });
  for (const { name, fault } of checks) await t.test(name, () => assert.equal(fault, null));
  assert.ok(checks.length > 550, `only ${checks.length} checks were made`);
});
