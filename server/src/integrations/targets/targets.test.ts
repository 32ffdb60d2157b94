import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TableClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect as natsConnect } from "@nats-io/transport-node";
import { freePort, listening, running, until, without } from "@orderwell/testing";
import { createClient } from "@redis/client";
import amqp from "amqplib";
import { Outbound } from "../../platform/outbound/outbound.ts";
import { textProperties } from "./azure-storage.ts";
import { Clients, library, Unusable } from "./clients.ts";
import { hubOf, leaveOut, producerOptions } from "./kafka.ts";
import { isSilent, NoAnswer, type Parcel } from "./target.ts";
import { deliverable, Targets } from "./targets.ts";

const type = "sitecore.ordercloud.messages.entitysync.buyer.updated";
const payload = { UserContext: { ID: "ada", AnonymousId: null }, ID: "acme", Name: "Acmé ✓", xp: { n: 1.5 } };
const parcel: Parcel = {
  id: "4711",
  marketplaceId: "market",
  key: "entitysync/buyer/acme",
  at: new Date("2026-03-04T05:06:07Z"),
  type,
  payload,
};

/** Ways to every target, some of them on this machine. */
function ways(t: TestContext, allowPrivateTargets = true): Targets {
  const outbound = new Outbound({ allowPrivateTargets });
  const targets = new Targets({ outbound });
  t.after(async () => {
    await targets.close();
    await outbound.close();
  });
  return targets;
}

test("Redis gets an entry of a stream, which keeps about as many as it should", {
  skip: without("redis-server"),
}, async (t) => {
  const port = await freePort();
  const options = (folder: string) => ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  await listening(port, await running(t, "redis-server", options));
  const settings = { Url: `redis://127.0.0.1:${port}/1`, Stream: "changes", MaxLength: 100 };
  const targets = ways(t);
  for (let n = 0; n < 400; n += 40)
    await Promise.all(Array.from({ length: 40 }, () => targets.send("RedisStream", settings, parcel)));
  const client = createClient({ url: settings.Url });
  client.on("error", () => {});
  await client.connect();
  const entries = await client.xRange("changes", "-", "+", { COUNT: 1 });
  const [entry] = entries ?? [];
  assert.deepEqual({ ...entry?.message }, { id: "4711", type, key: parcel.key, payload: JSON.stringify(payload) });
  assert.ok((await client.xLen("changes")) < 300, "the oldest go");
  client.destroy();
});

test("a JetStream of NATS gets a message once, however often it is sent", {
  skip: without("nats-server"),
}, async (t) => {
  const port = await freePort();
  await listening(
    port,
    await running(t, "nats-server", (folder) => ["-js", "-sd", folder, "-a", "127.0.0.1", "-p", String(port)]),
  );
  const connection = await natsConnect({ servers: `127.0.0.1:${port}` });
  t.after(() => connection.close());
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "changes", subjects: ["orderwell.>"] });
  const settings = { Url: `nats://127.0.0.1:${port}`, Subject: "orderwell.changes" };
  const targets = ways(t);
  await targets.send("Nats", settings, parcel);
  await targets.send("Nats", settings, parcel);
  assert.equal((await manager.streams.info("changes")).state.messages, 1);
  await manager.consumers.add("changes", { durable_name: "reader", ack_policy: AckPolicy.Explicit });
  const consumer = await jetstream(connection).consumers.get("changes", "reader");
  const message = await consumer.next();
  assert.deepEqual([message?.headers?.get("type"), message?.json()], [type, payload]);
  await assert.rejects(targets.send("Nats", { ...settings, Subject: "nobody.keeps" }, parcel), "nothing confirms it");
});

test("an exchange of RabbitMQ gets a persistent message and confirms it", {
  skip: without("rabbitmq-server"),
}, async (t) => {
  const [port, epmd, distribution] = [await freePort(), await freePort(), await freePort()];
  const server = await running(
    t,
    "rabbitmq-server",
    () => [],
    (folder) => ({
      HOME: folder,
      RABBITMQ_NODENAME: `orderwell${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      ERL_EPMD_PORT: String(epmd),
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_PID_FILE: `${folder}/pid`,
      RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
      RABBITMQ_CONFIG_FILE: `${folder}/none`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "+S 1:1",
    }),
  );
  // The port mapper that it has begun outlives it.
  t.after(() => promisify(execFile)("epmd", ["-port", String(epmd), "-kill"]));
  await listening(port, server);
  const connection = await amqp.connect(`amqp://guest:guest@127.0.0.1:${port}`);
  connection.on("error", () => {});
  const channel = await connection.createChannel();
  await channel.assertExchange("changes", "topic");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, "changes", "sitecore.ordercloud.messages.entitysync.#");
  const settings = { Url: `amqp://guest:guest@127.0.0.1:${port}/%2F`, Exchange: "changes", RoutingKey: null };
  const targets = ways(t);
  await targets.send("RabbitMq", settings, parcel);
  const message = await channel.get(queue, { noAck: true });
  assert.ok(message);
  const { headers, messageId, contentType, deliveryMode } = message.properties;
  assert.deepEqual([headers?.type, messageId, contentType, deliveryMode], [type, "4711", "application/json", 2]);
  assert.deepEqual(JSON.parse(message.content.toString("utf8")), payload);
  await assert.rejects(targets.send("RabbitMq", { ...settings, Exchange: "nowhere" }, parcel));
  const lost = targets.send("RabbitMq", { ...settings, RoutingKey: "nobody" }, parcel);
  await assert.rejects(lost, /No queue/, "what no queue takes is not delivered");
  await Promise.all([
    targets.send("RabbitMq", settings, parcel),
    assert.rejects(targets.send("RabbitMq", { ...settings, RoutingKey: "nobody" }, { ...parcel, id: "4712" })),
  ]);
  assert.ok(await channel.get(queue, { noAck: true }), "a failure is over with the next attempt");
  await connection.close();
});

/** A cluster that librdkafka plays, and the address of its broker. It knows no sign-in. */
async function mockCluster(t: TestContext): Promise<string> {
  const cluster = await running(t, "kcat", () => [
    ...["-P", "-t", "none", "-b", "ignored:1", "-X", "test.mock.num.brokers=1", "-X", "debug=mock"],
  ]);
  return until(
    () => /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(cluster.output())?.[1],
    () => `There is no cluster: ${cluster.output()}`,
  );
}

test("a topic of Kafka gets a record: the payload, under the subject, with the type in its header", {
  skip: without("kcat"),
}, async (t) => {
  const broker = await mockCluster(t);
  const settings = { BootstrapServers: broker, SaslUsername: "", SaslPassword: "", Topic: "changes" };
  const targets = ways(t);
  await targets.send("Kafka", settings, parcel);
  await targets.send("Kafka", settings, { ...parcel, id: "4712" });
  const format = "%k\\t%h\\t%s\\n";
  const reader = await running(t, "kcat", () => [
    ...["-C", "-b", broker, "-t", "changes", "-o", "beginning", "-e", "-q", "-f", format],
  ]);
  await once(reader.process, "exit");
  const said = (id: string) => `${parcel.key}\ttype=${type},id=${id}\t${JSON.stringify(payload)}`;
  assert.deepEqual(reader.output().trim().split("\n"), [said("4711"), said("4712")], "in order");
});

test("a broker that others name later is not reached where it must not be, however it is written", () => {
  const outbound = new Outbound({ allowPrivateTargets: false });
  const brokers = new Map(
    ["10.0.0.7", "169.254.169.254", "::1", "broker.example.com", "93.184.216.34"].map((host, id) => [
      id,
      { host, port: 9093 },
    ]),
  );
  leaveOut(brokers, outbound);
  const refused = "refused.invalid";
  assert.deepEqual(
    [...brokers.values()].map(({ host }) => host),
    [refused, refused, refused, "broker.example.com", "93.184.216.34"],
  );
});

test("brokers are signed in to, and spoken with encrypted; Event Hubs is spoken with as Kafka", () => {
  const strict = new Outbound({ allowPrivateTargets: false });
  const hub = hubOf({
    EventHubName: "changes",
    ConnectionString: "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0",
  });
  assert.deepEqual([hub.brokers, hub.topic], [["shop.servicebus.windows.net:9093"], "changes"]);
  const options = producerOptions(hub, strict);
  assert.deepEqual(options.sasl, { mechanism: "PLAIN", username: "$ConnectionString", password: hub.password });
  assert.deepEqual([options.tls?.lookup, options.tlsServerName], [strict.lookup, true]);
  assert.throws(() => hubOf({ EventHubName: "changes", ConnectionString: "nonsense" }), Unusable);
});

const account = { name: "account", key: Buffer.from("a key of the test's own").toString("base64") };

const blobServer = import.meta.resolve("azurite/dist/src/blob/main.js");
const tableServer = import.meta.resolve("azurite/dist/src/table/main.js");

/** A part of Azurite, and the connection string that leads there. */
async function azurite(t: TestContext, part: "blob" | "table"): Promise<string> {
  const port = await freePort();
  const name = part === "blob" ? "Blob" : "Table";
  const program = fileURLToPath(part === "blob" ? blobServer : tableServer);
  const server = await running(
    t,
    { command: process.execPath },
    (folder) => [program, `--${part}Port`, String(port), "--location", folder, "--silent", "--skipApiVersionCheck"],
    () => ({ AZURITE_ACCOUNTS: `${account.name}:${account.key}` }),
  );
  await listening(port, server);
  const endpoint = `${name}Endpoint=http://127.0.0.1:${port}/${account.name}`;
  return `DefaultEndpointsProtocol=http;AccountName=${account.name};AccountKey=${account.key};${endpoint};`;
}

test("Azure Blob Storage gets a blob for each message, by kind and day, and one where it is sent again", async (t) => {
  const ConnectionString = await azurite(t, "blob");
  const targets = ways(t);
  await targets.send("AzureBlob", { ConnectionString, OverrideContainerName: null }, parcel);
  await targets.send("AzureBlob", { ConnectionString, OverrideContainerName: null }, parcel);
  const container = BlobServiceClient.fromConnectionString(ConnectionString).getContainerClient("orderwell");
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  assert.deepEqual(names, [`${type}/2026/03/04/4711.json`]);
  const blob = container.getBlobClient(String(names[0]));
  assert.deepEqual(JSON.parse(String(await blob.downloadToBuffer())), { Headers: { type }, Payload: payload });
  assert.equal((await blob.getProperties()).contentType, "application/json");
});

test("Azure Table Storage gets a row for each message, which holds long payloads in parts", async (t) => {
  const ConnectionString = await azurite(t, "table");
  const targets = ways(t);
  const long = { ...parcel, payload: { name: "Acmé ✓", text: "x".repeat(40_000) } };
  await targets.send("AzureTable", { ConnectionString, OverrideTableName: "changes" }, long);
  const table = TableClient.fromConnectionString(ConnectionString, "changes", { allowInsecureConnection: true });
  const row = await table.getEntity(type, "4711");
  assert.equal(`${row.Payload}${row.Payload2}`, JSON.stringify(long.payload));
  assert.equal(row.Subject, parcel.key);
  assert.deepEqual(textProperties(""), { Payload: "" });
});

test("Cosmos DB is asked to keep a document for each message, in its container", async (t) => {
  const asked: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ request, body: Buffer.concat(chunks).toString("utf8") });
    const { port } = server.address() as AddressInfo;
    const place = [{ name: "here", databaseAccountEndpoint: `http://127.0.0.1:${port}/` }];
    const known = { _rid: "r", writableLocations: place, readableLocations: place, partitionKey: { paths: ["/type"] } };
    reply.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" });
    reply.end(JSON.stringify(known));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const ConnectionString = `AccountEndpoint=http://127.0.0.1:${port}/;AccountKey=${account.key};`;
  await ways(t).send("CosmosDb", { ConnectionString, OverrideDatabaseName: "shop" }, parcel);
  const written = asked.find(({ request }) => request.method === "POST");
  assert.ok(written);
  const { url, headers } = written.request;
  assert.deepEqual(
    [url, headers["x-ms-documentdb-is-upsert"], headers["x-ms-documentdb-partitionkey"]],
    ["/dbs/shop/colls/messages/docs", "true", JSON.stringify([type])],
  );
  assert.deepEqual(JSON.parse(written.body), {
    id: "4711",
    type,
    subject: parcel.key,
    announced: parcel.at.toISOString(),
    payload,
  });
});

test("stores of Azure are not spoken with unencrypted, whatever their connection string says", async (t) => {
  const targets = ways(t, false);
  const plain = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${account.key};EndpointSuffix=core.windows.net`;
  const says = /must lead to https/;
  const blob = { ConnectionString: plain, OverrideContainerName: null };
  await assert.rejects(targets.send("AzureBlob", blob, parcel), says);
  await assert.rejects(targets.send("AzureTable", { ConnectionString: plain, OverrideTableName: null }, parcel), says);
});

test("nothing of this machine or its network is reached unless the operator allows it, by whichever protocol", async (t) => {
  const targets = ways(t, false);
  const azure = `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${account.key};`;
  const refused = [
    targets.send("RedisStream", { Url: "rediss://127.0.0.1:1", Stream: "s", MaxLength: null }, parcel),
    targets.send("Nats", { Url: "tls://localhost:1", Subject: "s" }, parcel),
    targets.send("RabbitMq", { Url: "amqps://10.0.0.1", Exchange: "e", RoutingKey: null }, parcel),
    targets.send(
      "Kafka",
      { BootstrapServers: "169.254.169.254:9092", SaslUsername: "u", SaslPassword: "p", Topic: "t" },
      parcel,
    ),
    targets.send(
      "Kafka",
      { BootstrapServers: "localhost:9092", SaslUsername: "u", SaslPassword: "p", Topic: "t" },
      parcel,
    ),
    targets.send("EventHub", { EventHubName: "h", ConnectionString: "Endpoint=sb://127.0.0.1/;a=b" }, parcel),
    targets.send(
      "AzureBlob",
      { ConnectionString: `${azure}BlobEndpoint=https://127.0.0.1:1/a;`, OverrideContainerName: null },
      parcel,
    ),
    targets.send(
      "CosmosDb",
      {
        ConnectionString: `AccountEndpoint=https://localhost:1/;AccountKey=${account.key};`,
        OverrideDatabaseName: null,
      },
      parcel,
    ),
    targets.send("RedisStream", { Url: "redis://example.com", Stream: "s", MaxLength: null }, parcel),
  ];
  for (const [index, result] of (await Promise.allSettled(refused)).entries()) {
    assert.equal(result.status, "rejected", String(index));
    assert.match(messagesOf(result.reason), /public internet|must be one of rediss/, String(index));
  }
});

function messagesOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { errors = [] } = error as { readonly errors?: readonly unknown[] };
  return [error.message, messagesOf(error.cause), ...errors.map(messagesOf)].join();
}

test("a target that cannot be reached or does not answer is one that is left alone for a while", async () => {
  const clients = new Clients<{ close(): Promise<void> }>();
  let closed = 0;
  const client = {
    async close() {
      closed++;
    },
  };
  await clients.use(
    "a",
    async () => client,
    async () => {},
  );
  await clients.use(
    "a",
    () => assert.fail("it is kept"),
    async () => {},
  );
  await assert.rejects(
    clients.use(
      "a",
      async () => client,
      () => Promise.reject(new Error("no")),
    ),
    /no/,
  );
  await pause(1);
  assert.equal(closed, 1, "after a failure it is not used again");
  const refused = clients.use(
    "b",
    () => Promise.reject(new Error("connection refused")),
    async () => {},
  );
  await assert.rejects(refused, (error) => isSilent(error) && error instanceof NoAnswer);
  for (let n = 0; n < 100; n++)
    await clients.use(
      `c${n}`,
      async () => client,
      async () => {},
    );
  await pause(1);
  assert.equal(closed, 1 + 36, "no more than so many are kept");
});

test("what must be installed for a target is said where it is missing", async () => {
  const missing = "a-package-that-is-not-there";
  await assert.rejects(
    library("that", () => import(missing)),
    /npm install that/,
  );
  assert.deepEqual(deliverable({ Http: {}, Kafka: {}, SendEvent: {}, Nats: null }), ["Http", "Kafka"]);
});
