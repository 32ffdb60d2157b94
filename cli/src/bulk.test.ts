import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { marketplace, portalAccount } from "@orderwell/testing";
import { run } from "./run.ts";

/** What a command line writes, and its exit code. */
async function called(t: TestContext, ...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const mocks = (["stdout", "stderr"] as const).map((name) =>
    t.mock.method(process[name], "write", (text: string | Uint8Array) => {
      written[name] += Buffer.from(text as string).toString();
      return true;
    }),
  );
  try {
    return { code: await run(args, {}), ...written };
  } finally {
    for (const mock of mocks) mock.mock.restore();
  }
}

/** A way to a server that breaks once, when so many bytes have gone there on one connection. */
async function fragile(t: TestContext, baseUrl: string, bytes: number) {
  let broken = false;
  const { port, hostname } = new URL(baseUrl);
  const way = createServer((client) => {
    const server = connect(Number(port), hostname);
    let sent = 0;
    client.on("data", (chunk) => {
      sent += chunk.length;
      if (broken || sent < bytes) return;
      broken = true;
      client.destroy();
      server.destroy();
    });
    client.pipe(server).pipe(client);
    for (const side of [client, server]) side.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(way, "listening");
  t.after(() => way.close());
  return { url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`, isBroken: () => broken };
}

test("import goes on by itself after an interruption, tells what is refused, and export gives it again", async (t) => {
  const own = await marketplace(t);
  const folder = await mkdtemp(join(tmpdir(), "orderwell-cli-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "rows.ndjson");
  const row = (index: number) =>
    `${JSON.stringify({ Resource: "Products", ID: `p${index}`, Name: "x".repeat(100), Description: "x".repeat(900), Active: index === 2_500 ? "no" : true })}\n`;
  await writeFile(file, Array.from({ length: 3_000 }, (_, index) => row(index)).join(""));
  const { url, isBroken } = await fragile(t, own.baseUrl, 2_000_000);
  const { username, password } = portalAccount;
  const place = ["-i", own.id, "-u", username, "-p", password, "--url", url];
  const told = await called(t, "import", file, ...place);
  assert.ok(isBroken());
  assert.match(told.stderr, /^line 2501: Products p2500: .*Active/m);
  assert.equal(told.code, 1, told.stderr);
  assert.match(told.stdout, /1 refused/);
  const { body } = await own.seller.raw("GET", "/v1/products?pageSize=1");
  assert.equal(body.Meta.TotalCount, 2_999);
  const rows = await called(t, "export", ...place, "-r", "Products");
  assert.equal(rows.stdout.split("\n").length, 3_000);
  const nobody = await called(t, "export", "-i", "nothing-here", ...place.slice(2));
  assert.equal(nobody.code, 1);
});
