import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { demoAccounts, demoFile, demoImagesFolder } from "./demo.ts";
import { asMarketplaceFile, type FileRecord } from "./marketplace-file.ts";
import { seed } from "./seed.ts";
import { recordingServer } from "./testing/recording-server.ts";
import { validateFile } from "./validation/validate-file.ts";
import { generatedId } from "./variants.ts";

const demo = asMarketplaceFile(parse(readFileSync(demoFile, "utf8"), { maxAliasCount: -1 }));
const all = (resource: string): readonly FileRecord[] => demo.Objects[resource] ?? demo.Assignments[resource] ?? [];

test("the demo has no findings", () => {
  assert.deepEqual(validateFile(demo), []);
});

test("the demo is uploaded without a problem", async (t) => {
  const server = await recordingServer(t);
  const { problems, generatedSecrets, apiClients } = await seed({
    baseUrl: server.baseUrl,
    portal: { username: "owner", password: "Secret12345" },
    marketplaceId: "demo",
    file: demoFile,
  });
  assert.deepEqual([problems, generatedSecrets], [[], []]);
  assert.deepEqual(apiClients.map(({ appName }) => appName).sort(), [
    "Back Office",
    "Larkfield Purchasing",
    "Middleware",
    "Storefront",
    "Supplier Portal",
  ]);
});

test("every account of the start banner is in the demo, with its password and an API client that lets it in", () => {
  const kinds = { AdminUsers: "AllowSeller", Users: "AllowAnyBuyer", SupplierUsers: "AllowAnySupplier" };
  for (const account of demoAccounts) {
    const [kind, user] = Object.keys(kinds)
      .map((resource) => [resource, all(resource).find(({ Username }) => Username === account.username)] as const)
      .find(([, found]) => found !== undefined)!;
    assert.equal(user?.Password, account.password, account.username);
    assert.equal(user?.Active, true, account.username);
    const client = all("ApiClients").find(({ AppName }) => AppName === account.apiClient)!;
    const assigned = all("ApiClientAssignments").some(
      (assignment) => assignment.ApiClientID === client.ID && assignment.SupplierID === user?.SupplierID,
    );
    assert.ok(client[kinds[kind as keyof typeof kinds]] === true || assigned, account.username);
  }
  const withPassword = ["AdminUsers", "Users", "SupplierUsers"].flatMap(all).filter(({ Password }) => Password);
  assert.equal(withPassword.length, demoAccounts.length, "everyone with a password is listed");
});

test("the stated variants are those that the server generates, under the same IDs", () => {
  for (const product of all("Products")) {
    const specs = all("SpecProductAssignments")
      .filter(({ ProductID }) => ProductID === product.ID)
      .map(({ SpecID }) => all("Specs").find(({ ID }) => ID === SpecID)!);
    assert.equal(specs.length, product.SpecCount ?? 0, `SpecCount of ${product.ID}`);
    let expected = [String(product.ID)];
    const defining = specs.filter(({ DefinesVariant }) => DefinesVariant);
    for (const spec of defining.sort((one, other) => Number(one.ListOrder) - Number(other.ListOrder))) {
      const options = all("SpecOptions").filter(({ SpecID }) => SpecID === spec.ID);
      expected = expected.flatMap((id) => options.map((option) => `${id}-${option.ID}`));
    }
    if (defining.length === 0) expected = [];
    const variants = all("Variants").filter(({ ProductID }) => ProductID === product.ID);
    assert.equal(product.VariantCount ?? 0, expected.length, `VariantCount of ${product.ID}`);
    assert.deepEqual(variants.map(({ ID }) => ID).sort(), expected.sort());
    assert.deepEqual(variants.map(generatedId).sort(), expected);
  }
});

test("every picture named exists, every picture there is used, and each is small", async () => {
  const text = await readFile(demoFile, "utf8");
  const named = new Set([...text.matchAll(/\/demo\/images\/([\w-]+\.svg)/g)].map((match) => match[1]!));
  assert.deepEqual([...named].sort(), (await readdir(demoImagesFolder)).sort());
  for (const file of named) {
    const image = await readFile(join(demoImagesFolder, file), "utf8");
    assert.ok(Buffer.byteLength(image) < 2048, `${file} is below 2 kB`);
    assert.match(image, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 400 400"/);
    assert.doesNotMatch(image, /<script|href=|\son\w+=/, `${file} neither runs nor loads anything`);
  }
});

test("every active product can be found in a category, has a picture and, in its currency, a price", () => {
  for (const product of all("Products").filter(({ Active }) => Active)) {
    const placed = product.ParentID ?? product.ID;
    assert.ok(
      all("CategoryProductAssignments").some(({ ProductID }) => ProductID === placed),
      `${product.ID} is placed`,
    );
    const parent = all("Products").find(({ ID }) => ID === product.ParentID);
    assert.ok(product.DefaultPriceScheduleID ?? parent?.DefaultPriceScheduleID, `${product.ID} has a price`);
    assert.ok(Array.isArray((product.xp as FileRecord).Images), `${product.ID} has a picture`);
  }
});
