import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
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
  assert.match(nobody.stderr, /nothing-here/);
});

/** A server that answers imports as it is told to, one after the other, and keeps the lines that they begin with. */
async function scripted(t: TestContext, answers: readonly (readonly [status: number, ...told: object[]])[]) {
  const from: (string | null)[] = [];
  const server = createHttpServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    request.resume().on("end", () => {
      if (pathname !== "/v1/bulk/import") return reply.end('{"access_token":"t"}');
      const [status, ...told] = answers[from.length] ?? [500];
      from.push(searchParams.get("from"));
      return reply.writeHead(status).end(told.map((one) => `${JSON.stringify(one)}\n`).join(""));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, from };
}

test("import goes on with another token when its own ended, and when the server was away for a while", async (t) => {
  const ended = (ErrorCode: string, Message: string) => ({ Done: false, Errors: [{ ErrorCode, Message }] });
  const { url, from } = await scripted(t, [
    [503, { Errors: [{ ErrorCode: "Api.Offline", Message: "Away." }] }],
    [200, { Line: 700, Created: 700, Saved: 0, Failed: 0, ...ended("InvalidToken", "Ended.") }],
    [200, { Line: 900, Created: 200, Saved: 0, Failed: 0 }],
    [200, { Line: 1000, Created: 90, Saved: 10, Failed: 0, Done: true }],
  ]);
  const args = ["import", import.meta.filename, "-i", "m", "-u", "u", "-p", "p", "--url", url];
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "main.ts"), ...args]);
  assert.deepEqual(from, ["1", "1", "701", "901"]);
  assert.match(stdout, /^990 made, 10 saved, 0 refused/);
});

test("import says what is wrong with a row and with a file, and where nobody answers", async (t) => {
  const invalid = { ErrorCode: "Request.InvalidRequestBody", Message: "Invalid.", Data: { Problem: "Two columns." } };
  const missing = {
    ErrorCode: "NotFound",
    Message: "Not found.",
    Data: { ObjectType: "PriceSchedule", ObjectID: "s" },
  };
  const { url } = await scripted(t, [
    [
      200,
      { Line: 3, Resource: "Products", ID: "p", Errors: [missing] },
      { Line: 4, Errors: [invalid] },
      { Line: 4, Created: 0, Saved: 0, Failed: 2, Done: false, Errors: [invalid] },
    ],
  ]);
  const place = (address: string) => [
    "import",
    import.meta.filename,
    "-i",
    "m",
    "-u",
    "u",
    "-p",
    "p",
    "--url",
    address,
  ];
  const told = await called(t, ...place(url));
  assert.equal(told.code, 1);
  assert.match(told.stderr, /^line 3: Products p: Not found. PriceSchedule s \(NotFound\)$/m);
  assert.match(told.stderr, /^line 4: Invalid. Two columns. \(Request.InvalidRequestBody\)$/m);
  assert.match(told.stderr, /^Invalid. Two columns. \(Request.InvalidRequestBody\)$/m);
  const nowhere = await called(t, ...place("http://127.0.0.1:9"));
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /^http:\/\/127.0.0.1:9 cannot be reached: /);
});
