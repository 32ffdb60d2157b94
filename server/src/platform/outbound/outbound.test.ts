import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { type TestContext, test } from "node:test";
import { Outbound, OutboundError, type OutboundFailure, type OutboundRequest, publicOnly } from "./outbound.ts";
import { postSigned, signature } from "./signed-post.ts";

/** A server on this machine that goes away with the test. */
async function local(t: TestContext, listener: RequestListener): Promise<{ port: number; calls: () => number }> {
  let calls = 0;
  const server = createServer((request, reply) => {
    calls += 1;
    listener(request, reply);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, calls: () => calls };
}

function outbound(t: TestContext, allowPrivateTargets: boolean, lookup?: LookupFunction): Outbound {
  const made = new Outbound({ allowPrivateTargets, ...(lookup && { lookup }) });
  t.after(() => made.close());
  return made;
}

const fails = async (from: Outbound, request: OutboundRequest, failure: OutboundFailure): Promise<void> => {
  await assert.rejects(from.send(request), (error) => error instanceof OutboundError && error.failure === failure);
};

/** A name service that knows one answer. */
const names =
  (...addresses: string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

test("nothing on this machine or its network is reached, by address or by name, in whatever spelling", async (t) => {
  const { port, calls } = await local(t, (_request, reply) => reply.end("inside"));
  const guarded = outbound(t, false);
  for (const host of [
    "127.0.0.1",
    "localhost",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0.0.0.0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
  ])
    await fails(guarded, { url: `http://${host}:${port}/`, timeoutMs: 3_000 }, "PrivateTarget");
  await fails(guarded, { url: "http://169.254.169.254/latest/meta-data/" }, "PrivateTarget");
  await fails(outbound(t, false, names("127.0.0.1")), { url: `http://harmless.example:${port}/` }, "PrivateTarget");
  assert.equal(calls(), 0);
});

test("of what a name leads to, only addresses of the internet are left to connect to", () => {
  const mixed = publicOnly(names("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"));
  const seen: unknown[] = [];
  mixed("mixed.example", { all: true }, (error, found) => seen.push(error, found));
  mixed("mixed.example", {}, (error, address, family) => seen.push(error, address, family));
  assert.deepEqual(seen, [
    null,
    [
      { address: "8.8.8.8", family: 4 },
      { address: "2606:4700::1111", family: 6 },
    ],
    null,
    "8.8.8.8",
    4,
  ]);
});

test("where private targets are allowed, replies come as they are, whatever their status", async (t) => {
  const { port } = await local(t, (_request, reply) => reply.writeHead(422, { "x-a": "b" }).end("nö"));
  const reply = await outbound(t, true).send({ url: `http://localhost:${port}/a?b=c` });
  assert.deepEqual([reply.status, reply.headers["x-a"], reply.text], [422, "b", "nö"]);
});

test("redirects are reported, not followed", async (t) => {
  const inside = await local(t, (_request, reply) => reply.end("inside"));
  const { port } = await local(t, (_request, reply) =>
    reply.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end(),
  );
  const reply = await outbound(t, true).send({ url: `http://127.0.0.1:${port}/` });
  assert.deepEqual([reply.status, inside.calls()], [302, 0]);
});

test("a server that does not answer, or does not finish, costs no more than the time allowed", async (t) => {
  const silent = await local(t, () => {});
  const endless = await local(t, (_request, reply) => {
    reply.write("begun");
  });
  const from = outbound(t, true);
  for (const { port } of [silent, endless]) {
    const started = performance.now();
    await fails(from, { url: `http://127.0.0.1:${port}/`, timeoutMs: 200 }, "TimedOut");
    assert.ok(performance.now() - started < 9_000, "what is allowed otherwise is 10 seconds");
  }
});

test("a reply that is too long is given up as soon as it is", async (t) => {
  const { port } = await local(t, (_request, reply) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (reply.write(chunk));
    };
    reply.on("drain", more);
    more();
  });
  const from = outbound(t, true);
  await fails(from, { url: `http://127.0.0.1:${port}/`, maxBytes: 100_000, timeoutMs: 5_000 }, "TooLarge");
});

test("what is no address of a web server is refused before anything is sent", async (t) => {
  const from = outbound(t, true);
  for (const url of [
    "",
    "/relative",
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://example.com",
    "http://user:secret@example.com/",
  ])
    await fails(from, { url }, "InvalidUrl");
  await fails(from, { url: "http://127.0.0.1:1/" }, "Unreachable");
});

test("a signed post carries the signature of exactly the bytes it sends, and the receiver's own header", async (t) => {
  // Known answer, computed independently with OpenSSL.
  assert.equal(signature("secret", '{"a":"ü"}'), "Hi8hP/8yC6uivepDzaD+8wfMTcgyBZuRzS8DWSyZdmI=");
  let seen: { headers: Record<string, unknown>; body: string } | undefined;
  const { port } = await local(t, async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen = { headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
    reply.end("{}");
  });
  const from = outbound(t, true);
  const body = '{"a":"ü"}';
  const url = `http://127.0.0.1:${port}/`;
  await postSigned(from, { url, body, secret: "secret", customHeader: { name: "X-Own", value: "mine" } });
  assert.equal(seen?.body, body);
  assert.equal(seen?.headers["x-oc-hash"], signature("secret", body));
  assert.equal(seen?.headers["x-own"], "mine");
  assert.equal(seen?.headers["content-type"], "application/json");
  await postSigned(from, { url, body, secret: null });
  assert.equal(seen?.headers["x-oc-hash"], undefined);
  await postSigned(from, { url, body, secret: null, customHeader: { name: "Accept", value: "text/plain" } });
  assert.equal(seen?.headers.accept, "text/plain", "in place of the usual one, not beside it");
});
