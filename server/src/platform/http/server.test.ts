import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { pino } from "pino";
import { apiError } from "../errors/api-error.ts";
import { randomIds } from "../ids.ts";
import { httpServer, jsonType } from "./server.ts";
import { answerUnreadable } from "./unrouted.ts";

test("who asks a server that is stopping is told to try again, in the platform's shape", async () => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds });
  app.get("/v1/anything", async () => "{}");
  let answer: Response | undefined;
  app.addHook("preClose", async () => {
    answer = await fetch(`${url}/v1/anything`);
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  assert.equal((await fetch(`${url}/v1/anything`)).status, 200);
  await app.close();
  assert.equal(answer?.status, 503);
  assert.equal(answer.headers.get("retry-after"), "1");
  const { Errors } = (await answer.json()) as { Errors: { ErrorCode: string }[] };
  assert.equal(Errors[0]?.ErrorCode, "Api.Offline");
});

/** What a server answers to text as it is sent, until it ends the connection. */
async function answerTo(t: TestContext, url: string, ...parts: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  t.after(() => socket.destroy());
  for (const part of parts) socket.write(part);
  return text(socket);
}

test("a body that does not arrive in time is given up, but not that of a route that waits for it", async (t) => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds, bodyMs: 50 });
  t.after(() => app.close());
  app.post("/hurried", async () => "{}");
  app.post("/unhurried", { config: { unhurried: true } }, async () => "{}");
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n`;
  const refused = await answerTo(t, url, `${head("/hurried")}\r\n{`);
  assert.match(refused, /^HTTP\/1\.1 408 .*"ErrorCode":"Request\.TimedOut"/s);
  const slow = connect(Number(new URL(url).port), "127.0.0.1");
  t.after(() => slow.destroy());
  slow.write(`${head("/unhurried")}connection: close\r\n\r\n{`);
  // The other route gives up meanwhile.
  await answerTo(t, url, `${head("/hurried")}\r\n{`);
  slow.write("}");
  assert.match(await text(slow), /^HTTP\/1\.1 200 /);
  // With its head, so that it is there however busy the machine is.
  assert.match(await answerTo(t, url, `${head("/hurried")}connection: close\r\n\r\n{}`), /^HTTP\/1\.1 200 /);
});

test("a body that goes on after its reply, or behind a request that is under way, is not answered in another's place", async (t) => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds, bodyMs: 50 });
  t.after(() => app.close());
  app.get("/slow", () => new Promise(() => {}));
  app.post("/posted", async () => "{}");
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const begun = "host: x\r\ncontent-length: 9000\r\n\r\n{";
  assert.equal(await answerTo(t, url, `GET /slow HTTP/1.1\r\nhost: x\r\n\r\nPOST /posted HTTP/1.1\r\n${begun}`), "");
  const refused = await answerTo(t, url, `POST /posted HTTP/1.1\r\n${begun.replace("host: x\r\n", "")}`);
  assert.match(refused, /^HTTP\/1\.1 400 /);
  assert.equal(refused.match(/HTTP\/1\.1 /g)?.length, 1);
});

test("whoever is refused and goes on sending has their connection ended", async (t) => {
  const ended = Promise.withResolvers<void>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket
      .on("close", ended.resolve)
      .on("error", () => {})
      .resume();
    answerUnreadable(socket, apiError("Request.TimedOut"), "{}", "an-id", 50);
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const client = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
  t.after(() => client.destroy());
  const [heard] = (await once(client.setEncoding("utf8"), "data")) as [string];
  assert.match(heard, /^HTTP\/1\.1 408 /);
  await ended.promise;
});

test("a request without a host is refused in the platform's shape, and one that expects something is not", async (t) => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds });
  t.after(() => app.close());
  app.get("/v1/anything", async () => "{}");
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const close = "connection: close\r\n\r\n";
  const hostless = await answerTo(t, url, `GET /v1/anything HTTP/1.1\r\n${close}`);
  assert.match(hostless, /^HTTP\/1\.1 400 .*"ErrorCode":"Request\.Malformed"/s);
  assert.match(await answerTo(t, url, `GET /v1/anything HTTP/1.0\r\n\r\n`), /^HTTP\/1\.1 200 /);
  const expecting = await answerTo(t, url, `GET /v1/anything HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\n${close}`);
  assert.match(expecting, /^HTTP\/1\.1 200 /);
});

test("every reply names the headers that pages of other origins may read, and their origin where it was named", async (t) => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds });
  t.after(() => app.close());
  app.get("/v1/anything", async () => "{}");
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const headersOf = async (path: string, init: RequestInit) => {
    const { headers } = await fetch(url + path, init);
    return [headers.get("vary"), headers.get("access-control-allow-origin"), exposed(headers)];
  };
  const origin = "https://shop.example";
  for (const path of ["/v1/anything", "/no/such"]) {
    assert.deepEqual(await headersOf(path, {}), ["Origin", null, "X-oc-logid"], path);
    assert.deepEqual(await headersOf(path, { headers: { origin } }), ["Origin", origin, "X-oc-logid"], path);
  }
  const preflight = { origin, "access-control-request-method": "PUT", "access-control-request-headers": "x-own" };
  assert.deepEqual(await headersOf("/v1/anything", { method: "OPTIONS", headers: preflight }), [
    "Origin, Access-Control-Request-Headers",
    origin,
    "X-oc-logid",
  ]);
});

const exposed = (headers: Headers) => headers.get("access-control-expose-headers")?.split(", ")[0];

test("bodies of a kilobyte are compressed for those who take it, and no others", async (t) => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds });
  t.after(() => app.close());
  const bodies = { short: "ä".repeat(511), long: "ä".repeat(512) };
  for (const [name, body] of Object.entries(bodies)) {
    app.get(`/${name}`, (_request, reply) => reply.type(jsonType).send(body));
    app.get(`/${name}-bytes`, (_request, reply) => reply.type(jsonType).send(Buffer.from(body)));
  }
  const encodingOf = async (url: string, accepted?: string) => {
    const { headers, payload, rawPayload } = await app.inject({
      url,
      headers: accepted === undefined ? {} : { "accept-encoding": accepted },
    });
    const encoding = headers["content-encoding"];
    const text = encoding === "gzip" ? gunzipSync(rawPayload).toString() : payload;
    assert.equal(text, url.startsWith("/long") ? bodies.long : bodies.short);
    if (headers["content-length"] !== undefined) assert.equal(Number(headers["content-length"]), rawPayload.length);
    return encoding;
  };
  for (const bytes of ["", "-bytes"]) {
    assert.equal(await encodingOf(`/long${bytes}`, "br, gzip"), "gzip");
    for (const accepted of [undefined, "identity", "br"])
      assert.equal(await encodingOf(`/long${bytes}`, accepted), undefined, `${accepted}`);
    for (const accepted of [undefined, "gzip"])
      assert.equal(await encodingOf(`/short${bytes}`, accepted), undefined, `${accepted}`);
  }
});

test("what is logged of a fault names its request by the ID that the reply bears", async (t) => {
  const lines: string[] = [];
  const app = await httpServer({
    log: pino({ level: "error" }, { write: (line) => void lines.push(line) }),
    ids: randomIds,
  });
  t.after(() => app.close());
  app.get("/fault", async () => {
    throw new Error("of ours");
  });
  const { headers, statusCode } = await app.inject("/fault");
  assert.equal(statusCode, 500);
  assert.deepEqual(
    lines.map((line) => {
      const { reqId, err } = JSON.parse(line) as { reqId: string; err: { message: string } };
      return [reqId, err.message];
    }),
    [[headers["x-oc-logid"], "of ours"]],
  );
});
