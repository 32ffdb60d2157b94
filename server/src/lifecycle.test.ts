import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { marketplace, portalAccount, sellerOf } from "@orderwell/testing";

interface Process {
  readonly child: ChildProcess;
  readonly baseUrl: string;
}

/** The server as operators run it, on the embedded database of a data folder. */
async function startProcess(t: TestContext, dataFolder: string): Promise<Process> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      ORDERWELL_DATA: dataFolder,
      ORDERWELL_PORT: "0",
      ORDERWELL_PORTAL_EMAIL: portalAccount.username,
      ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGTERM"));
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const baseUrl = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /"url":"([^"]+)"[^\n]*"msg":"ready"/.exec(output);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
  return { child, baseUrl };
}

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-lifecycle-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

test("a server killed in the middle of writes keeps every acknowledged one and starts again by itself", async (t) => {
  const folder = await dataFolder(t);
  const first = await startProcess(t, folder);
  const { id, seller } = await marketplace(t, first.baseUrl);
  const acknowledged: string[] = [];
  let stopped = false;
  const writers = Array.from({ length: 4 }, async (_, lane) => {
    for (let round = 0; !stopped; round++) {
      const ID = `b-${lane}-${round}`;
      const answer = await seller.send("Buyers.Create", { body: { ID, Name: ID } }).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(ID);
    }
  });
  while (acknowledged.length < 40) await new Promise((resolve) => setTimeout(resolve, 5));
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  stopped = true;
  await Promise.all(writers);

  const second = await startProcess(t, folder);
  const again = await sellerOf(id, second.baseUrl);
  for (const buyerID of acknowledged) {
    const buyer = await again.ok("Buyers.Get", { path: { buyerID } });
    assert.equal(buyer.DefaultCatalogID, buyerID, "what belongs to one write is there whole");
  }
  second.child.kill("SIGTERM");
  await once(second.child, "exit");
});

test("a server told to stop finishes the requests in flight", async (t) => {
  const { child, baseUrl } = await startProcess(t, await dataFolder(t));
  const { seller } = await marketplace(t, baseUrl);
  const inFlight = Array.from({ length: 20 }, (_, index) =>
    seller.send("Buyers.Create", { body: { ID: `f${index}`, Name: "x" } }),
  );
  await Promise.race(inFlight);
  child.kill("SIGTERM");
  const answers = await Promise.allSettled(inFlight);
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  for (const answer of answers) {
    if (answer.status === "fulfilled") assert.ok([201, 503].includes(answer.value.status), String(answer.value.status));
    // A connection that had not been accepted yet may be refused; one that was answers.
    else assert.match(String(answer.reason.cause?.code ?? answer.reason), /ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/);
  }
  assert.ok(answers.some((answer) => answer.status === "fulfilled" && answer.value.status === 201));
});
