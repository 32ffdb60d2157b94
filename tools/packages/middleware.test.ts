import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterFile } from "@orderwell/testing";
import { buildMiddleware } from "./middleware.ts";

const run = promisify(execFile);
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** An empty folder in which the packed package is installed, with nothing but what it needs. */
let project: string;
let files: readonly string[];

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-middleware-"));
  afterFile.push(() => rm(folder, { recursive: true, force: true }));
  const built = join(folder, "built");
  await buildMiddleware(built);
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: built });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map(({ path }) => path);
  project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "name": "service", "version": "1.0.0", "private": true }');
  // From this machine alone: what it needs is installed here already.
  const needed = [join(folder, packed.filename), join(modules, "jose")];
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...needed], { cwd: project });
});

/** This Node, and the system's own where there is another one that is new enough. */
async function nodes(): Promise<string[]> {
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter((file) => !file.includes("node_modules") && existsSync(file));
  const other = found[0];
  if (other === undefined) return [process.execPath];
  const { stdout } = await run(other, ["--version"]);
  const [major = 0, minor = 0] = stdout.slice(1).split(".").map(Number);
  // Those in which CommonJS may require modules.
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return fits ? [process.execPath, other] : [process.execPath];
}

const use = `
  const hashKey = "a key that both sides know";
  const handler = webhooks({ hashKey, listeners: { "Buyers.Create": ({ Request }) => (Request.Body.Name === "No" ? block({ why: 1 }) : proceed()) } });
  const serve = forHono(handler);
  const ask = async (Name, key = hashKey) => {
    const body = JSON.stringify({ Route: "v1/buyers", Verb: "POST", Request: { Body: { Name } } });
    const headers = { "x-oc-hash": hashOf(Buffer.from(body), key), "content-type": "application/json" };
    const request = new Request("http://service.example/hooks", { method: "POST", headers, body });
    const response = await serve({ req: { raw: request } });
    return [response.status, await response.json()];
  };
  Promise.all([ask("Yes"), ask("No"), ask("Yes", "another key")]).then((said) => console.log(JSON.stringify(said)));
`;

test("the package holds JavaScript, types and what says how to use it, and no source and no test", () => {
  assert.ok(["README.md", "LICENSE", "package.json", "index.js", "index.d.ts"].every((name) => files.includes(name)));
  const strange = files.filter(
    (name) => !/\.(js|d\.ts)$/.test(name) && !/^(README\.md|LICENSE|package\.json)$/.test(name),
  );
  assert.deepEqual(strange, []);
  assert.deepEqual(
    files.filter((name) => name.includes("test")),
    [],
  );
});

for (const [kind, head] of [
  [
    "mjs",
    'import { block, forHono, hashOf, proceed, webhooks } from "@orderwell/middleware";\nimport "@orderwell/middleware/fastify";',
  ],
  ["cjs", 'const { block, forHono, hashOf, proceed, webhooks } = require("@orderwell/middleware");'],
] as const)
  test(`a service without any framework uses what was installed, in an empty folder, as .${kind}`, async () => {
    const file = join(project, `service.${kind}`);
    await writeFile(file, `${head}\n${use}`);
    for (const node of await nodes()) {
      const { stdout } = await run(node, [file], { cwd: project });
      const [yes, no, foreign] = JSON.parse(stdout);
      assert.deepEqual(yes, [200, { proceed: true }]);
      assert.deepEqual(no, [200, { proceed: false, body: { why: 1 } }]);
      assert.equal(foreign[0], 401, `with ${node}`);
    }
  });

test("a service in TypeScript is checked against its types: what operations, payloads and answers have, and nothing else", async () => {
  const compilerOptions = {
    module: "nodenext",
    target: "es2022",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    typeRoots: [join(modules, "@types")],
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["service.ts"] }));
  const check = (text: string) =>
    writeFile(join(project, "service.ts"), text).then(() =>
      run(process.execPath, [join(modules, "typescript/bin/tsc"), "-p", project]).then(
        () => "",
        (error: { readonly stdout: string }) => error.stdout,
      ),
    );
  const service = (property: string) => `
    import { checkout, proceed, webhooks } from "@orderwell/middleware";
    import { forExpress } from "@orderwell/middleware/express";
    export const hooks = forExpress(webhooks({
      hashKey: "k",
      listeners: { "Buyers.Create": ({ Request }) => { const name: string = Request.Body.${property}; return name === "" ? undefined : proceed(); } },
    }));
    export const events = checkout({
      hashKey: "k",
      estimateShipping: ({ OrderWorksheet: { LineItems } }) => ({ ShipEstimates: (LineItems ?? []).map(({ ID }) => ({ ID: ID ?? "x" })) }),
    });`;
  assert.equal(await check(service("Name")), "");
  assert.match(await check(service("Nonsense")), /Nonsense/);
});
