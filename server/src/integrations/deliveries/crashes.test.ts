import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  freePort,
  marketplace,
  portalAccount,
  requestToken,
  scratchDatabase,
  TestClient,
  until,
} from "@orderwell/testing";

/** A server in a process of its own, on a database of its own, that can be killed and started again. */
async function killable(t: TestContext) {
  const ends: (() => unknown)[] = [];
  t.after(async () => {
    for (const end of ends) await end();
  });
  const DATABASE_URL = await scratchDatabase({ after: (clean) => ends.unshift(clean) });
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const server = {
    baseUrl,
    async start(): Promise<void> {
      child = fork(new URL("../../testing/delivering-server.ts", import.meta.url), {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL,
          ORDERWELL_PORT: String(port),
          ORDERWELL_URL: baseUrl,
          ORDERWELL_PORTAL_EMAIL: portalAccount.username,
          ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
          ORDERWELL_SECRET_KEY: "a secret key for tests only",
          ORDERWELL_LOG_LEVEL: "fatal",
        },
      });
      await once(child, "message");
    },
    async kill(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
      const ended = child === undefined ? undefined : once(child, "exit");
      child?.kill(signal);
      await ended;
      child = undefined;
    },
  };
  ends.unshift(() => server.kill("SIGKILL"));
  await server.start();
  return server;
}

type Answer = (id: string, first: boolean, request: IncomingMessage, reply: ServerResponse) => void;

/** A service of a marketplace's that notes of which buyers it took what it was told. */
async function service(t: TestContext, answer: Answer) {
  const [told, taken] = [new Map<string, number>(), new Set<string>()];
  const server = createServer(async (request, reply) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const id = JSON.parse(body.toString()).Request.Body.ID as string;
    const times = (told.get(id) ?? 0) + 1;
    told.set(id, times);
    reply.once("finish", () => {
      if (reply.statusCode < 300) taken.add(id);
    });
    answer(id, times === 1, request, reply);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told, taken };
}

test("whatever receivers do, and however often the server is killed, each committed change is delivered and nothing else is", async (t) => {
  const server = await killable(t);
  const services = {
    fast: await service(t, (_id, _first, _request, reply) => reply.end()),
    failing: await service(t, (_id, first, _request, reply) => reply.writeHead(first ? 500 : 200).end("no\u0000")),
    garbage: await service(t, (id, first, request, reply) => {
      // Now and then: one that never speaks HTTP is left alone for a while, as one that does not answer.
      if (first && id.endsWith("0")) request.socket.end("\u0000\u0001 no HTTP at all\r\n\r\n");
      else reply.end('{"proceed": maybe');
    }),
    slow: await service(t, (_id, _first, _request, reply) => void setTimeout(() => reply.end(), 150)),
    hanging: await service(t, () => {}),
  };
  const own = await marketplace(t, server.baseUrl);
  const { seller } = own;
  const user = { FirstName: "R", LastName: "R", Email: "r@example.com", Active: true };
  await seller.ok("AdminUsers.Create", { body: { ID: "robot", Username: `robot-${own.id}`, ...user } });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "all", Name: "All", Roles: ["FullAccess"] } });
  await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "all", UserID: "robot" } });
  const { ID: clientId } = await seller.ok("ApiClients.Create", {
    body: {
      AppName: "Robot",
      Active: true,
      AllowSeller: true,
      AccessTokenDuration: 600,
      ClientSecret: "a secret of the robot",
      DefaultContextUserName: `robot-${own.id}`,
    },
  });
  const { body } = await requestToken(own, {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: "a secret of the robot",
  });
  const robot = new TestClient(server.baseUrl, body.access_token);
  for (const [ID, { url }] of Object.entries(services))
    await seller.ok("Webhooks.Create", {
      body: {
        ID,
        Name: ID,
        Url: url,
        HashKey: "k",
        ApiClientIDs: [clientId],
        WebhookRoutes: [{ Verb: "POST", Route: "v1/buyers" }],
      },
    });

  for (let round = 0; round < 3; round++) {
    let [going, number] = [true, 0];
    const bursts = Array.from({ length: 4 }, async (_, worker) => {
      while (going) {
        const ID = `b-${round}-${worker}-${number++}`;
        const create = (Name: string | null) => robot.send("Buyers.Create", { body: { ID, Name, Active: true } });
        await create(ID).catch(() => {});
        // Twice the same: the second is undone.
        if (number % 5 === 0) await create(ID).catch(() => {});
        await pause(20);
      }
    });
    const before = services.fast.taken.size;
    await until(() => services.fast.taken.size > before + 8, "nothing is delivered");
    await server.kill("SIGKILL");
    going = false;
    await Promise.all(bursts);
    await server.start();
  }

  const committed = new Set<string>();
  for (let page = 1; ; page++) {
    const { Items, Meta } = await seller.ok("Buyers.List", { query: { page, pageSize: 100 } });
    for (const { ID } of Items) committed.add(ID);
    if (page >= (Meta.TotalPages ?? 0)) break;
  }
  assert.ok(committed.size > 20, `${committed.size} buyers`);
  const { hanging, ...others } = services;
  const missing = () =>
    Object.entries(others).flatMap(([name, { taken }]) =>
      [...committed].filter((id) => !taken.has(id)).map((id) => `${name} ${id}`),
    );
  await until(
    () => missing().length === 0,
    () => `not delivered: ${missing().join()}`,
  );
  for (const { told } of Object.values(services))
    assert.deepEqual(
      [...told.keys()].filter((id) => !committed.has(id)),
      [],
      "what was undone is told to nobody",
    );

  for (let n = 0; n < 10; n++) await robot.ok("Buyers.Create", { body: { ID: `last-${n}`, Name: "L", Active: true } });
  // For so many the hanging one alone would take minutes.
  await until(() => services.fast.taken.has("last-9"), "the hanging one delays another");
  assert.equal(hanging.taken.size, 0);
  await server.kill("SIGTERM");
});

test("a full synchronization goes on where it was when its server was killed, until everything was delivered", async (t) => {
  const server = await killable(t);
  const told = new Set<string>();
  const receiver = createServer(async (request, reply) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    told.add(JSON.parse(body.toString()).Payload.ID);
    reply.end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  t.after(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const { seller } = await marketplace(t, server.baseUrl);
  const Endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "main", Name: "Main", Enabled: true, DeliveryTargets: { Http: { Endpoint, Secret: "key" } } },
  });
  const number = (n: number) => `b${String(n).padStart(4, "0")}`;
  for (let from = 0; from < 700; from += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        seller.ok("Buyers.Create", { body: { ID: number(from + n), Name: "B", Active: true } }),
      ),
    );
  await seller.ok("EntitySynchronization.SaveBuyers", {
    body: { DeliveryConfigID: "main", SyncEntityChanged: false, SyncEntityDeleted: false },
  });
  const path = { synchronization: "Buyers" } as const;
  await seller.accepted("FullSynchronizations.Start", { path });
  for (const share of [100, 300, 500]) {
    await until(
      () => told.size >= share,
      () => `${told.size} were told of`,
    );
    await server.kill("SIGKILL");
    await server.start();
  }
  await until(
    () => told.size >= 700,
    () => `${told.size} were told of`,
  );
  assert.equal(told.size, 700);
  const { Status, Announced } = await seller.ok("FullSynchronizations.Get", { path });
  assert.deepEqual([Status, Announced], ["Completed", 700]);
  await server.kill("SIGTERM");
});
