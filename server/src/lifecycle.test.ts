import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { marketplace, portalAccount, scratchDatabase, sellerOf } from "@orderwell/testing";

interface Process {
  readonly child: ChildProcess;
  readonly baseUrl: string;
}

/** The server as operators run it, on the embedded database of a data folder. */
async function startProcess(t: TestContext, dataFolder: string, more: NodeJS.ProcessEnv = {}): Promise<Process> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      ORDERWELL_DATA: dataFolder,
      ORDERWELL_PORT: "0",
      ORDERWELL_PORTAL_EMAIL: portalAccount.username,
      ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
      ...more,
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
    else assert.match(String(answer.reason.code ?? answer.reason), /ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET/);
  }
  assert.ok(answers.some((answer) => answer.status === "fulfilled" && answer.value.status === 201));
});

/** An address in front of the database that can fall silent, as a network does: nothing is refused, nothing comes back. */
async function silenceable(t: TestContext, url: string): Promise<{ url: string; fallSilent(): void }> {
  const { hostname, port, searchParams, username, password, pathname } = new URL(url.replace("@/", "@localhost/"));
  const folder = searchParams.get("host");
  const at = searchParams.get("port") ?? (port || "5432");
  const open = new Set<Socket>();
  let silent = false;
  const server = createServer((socket) => {
    open.add(socket.on("error", () => {}));
    if (silent) return;
    const behind = folder?.startsWith("/")
      ? createConnection(`${folder}/.s.PGSQL.${at}`)
      : createConnection(Number(at), hostname);
    open.add(behind.on("error", () => {}));
    socket.pipe(behind).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = (): void => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  t.after(end);
  const account = password === "" ? username : `${username}:${password}`;
  return {
    url: `postgres://${account}@127.0.0.1:${(server.address() as AddressInfo).port}${pathname}?sslmode=disable`,
    fallSilent() {
      silent = true;
      for (const socket of open) socket.unpipe().pause();
    },
  };
}

test("a server told to stop while its database does not answer ends within its time, and what waited is answered or let go", async (t) => {
  const database = await silenceable(t, await scratchDatabase(t));
  const env = {
    DATABASE_URL: database.url,
    ORDERWELL_STOP_SECONDS: "3",
    ORDERWELL_SECRET_KEY: "a secret key for tests",
  };
  const { child, baseUrl } = await startProcess(t, await dataFolder(t), env);
  const { seller } = await marketplace(t, baseUrl);
  await seller.ok("Buyers.List");
  database.fallSilent();
  const inFlight = Array.from({ length: 20 }, (_, index) =>
    index % 2 ? seller.send("Buyers.List") : seller.send("Buyers.Create", { body: { ID: `f${index}`, Name: "x" } }),
  );
  const answers = Promise.allSettled(inFlight);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const told = performance.now();
  child.kill("SIGTERM");
  await once(child, "exit");
  assert.ok(performance.now() - told < 45_000, "three seconds, and what a busy machine adds; the statements had 90");
  for (const answer of await answers)
    if (answer.status === "fulfilled") assert.ok([408, 429, 503].includes(answer.value.status));
});
