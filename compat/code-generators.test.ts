import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import official from "@ordercloud/oc-codegen";
import { compatibleOperations } from "@orderwell/contract";
import { marketplace, testServer } from "@orderwell/testing";
import openapiTS, { astToString } from "openapi-typescript";

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const templates = join(import.meta.dirname, "code-generators");

let folder: string;
let document: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "orderwell-generated-"));
  document = join(folder, "openapi.json");
  const { baseUrl } = await testServer();
  await writeFile(document, await (await fetch(`${baseUrl}/v1/openapi/v3`)).text());
});
after(() => rm(folder, { recursive: true, force: true }));

/** Operations that a generated client must have, the grants of the token endpoint as one. */
const declared = (): string[] => {
  const grants = Object.values(compatibleOperations).filter(({ path }) => path === "/oauth/token");
  return Object.keys(compatibleOperations)
    .filter((id) => id === grants[0]?.id || !grants.some((grant) => grant.id === id))
    .sort();
};

/** Compiles TypeScript files strictly. */
async function compile(...files: readonly string[]): Promise<void> {
  const compiler = join(resolve("typescript"), "../tsc.js");
  const options = ["--noEmit", "--strict", "--target", "es2023", "--module", "nodenext", "--skipLibCheck"];
  const flags = ["--allowImportingTsExtensions", "--lib", "es2023,dom"];
  await run(process.execPath, [compiler, ...options, ...flags, ...files], { cwd: folder }).catch(
    ({ stdout }: { readonly stdout: string }) => assert.fail(stdout.slice(0, 4_000)),
  );
}

test("the official generator makes an SDK from the document that compiles, has every operation and works", async (t) => {
  const output = join(folder, "sdk");
  await official.default.generate({
    inputSpec: document,
    templates: join(templates, "templates"),
    hooks: join(templates, "hooks.cjs"),
    output,
  });
  const generated = JSON.parse(await readFile(join(output, "operations.json"), "utf8")) as string[];
  assert.deepEqual(generated.sort(), declared());
  await writeFile(join(output, "package.json"), '{ "type": "module" }');
  await compile(join(output, "api/index.ts"), join(output, "models/index.ts"));

  const sdk = await import(pathToFileURL(join(output, "api/index.ts")).href);
  const methods = Object.entries(sdk).flatMap(([name, resource]) =>
    Object.getOwnPropertyNames((resource as { readonly prototype: object }).prototype).map(
      (method) => `${name}.${method}`,
    ),
  );
  const classes = (id: string) => id.replace(/^(Auth|UserInfo)\./, "Oauth.");
  const missing = declared()
    .map(classes)
    .filter((id) => !methods.includes(id));
  assert.deepEqual(missing, [], "each has a method of the class that clients know");

  const own = await marketplace(t);
  const { connection } = await import(pathToFileURL(join(output, "send.ts")).href);
  Object.assign(connection, { url: `${own.baseUrl}/v1`, token: own.seller.token });
  const buyers = new sdk.Buyers();
  await buyers.Create({ ID: "acme", Name: "Acme", Active: true });
  assert.equal((await buyers.Get("acme")).Name, "Acme");
  assert.equal((await buyers.List({ search: "acm" })).Items[0].ID, "acme");
});

test("openapi-typescript makes types from the document that compile and have every operation", async () => {
  const types = join(folder, "types.ts");
  await writeFile(types, astToString(await openapiTS(pathToFileURL(document))));
  await copyFile(join(templates, "consumer.ts.txt"), join(folder, "consumer.ts"));
  await compile(types, join(folder, "consumer.ts"));
  const text = await readFile(types, "utf8");
  const listed = text.slice(text.indexOf("export interface operations {"));
  const generated = [...listed.matchAll(/^ {4}"([\w.]+)": \{$/gm)].map(([, id]) => id as string);
  assert.deepEqual(generated.sort(), declared());
});
