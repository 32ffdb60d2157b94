import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { isOcHashValid } from "@ordercloud/catalyst";

/** Requests to a sign-in service and its answers; see the integration guide of the platform that this one follows. */
export interface SignInCall {
  readonly step: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came
  readonly payload: any;
}

export interface SignInService {
  readonly url: string;
  readonly calls: SignInCall[];
}

/**
 * Middleware that an integrator runs: it verifies the signature of each call, with the library made for that, then answers;
 * it goes away with the test.
 */
export async function signInService(
  t: TestContext,
  hashKey: string,
  answer: (call: SignInCall) => Promise<object>,
): Promise<SignInService> {
  const calls: SignInCall[] = [];
  const server = createServer(async (request, reply) => {
    if (!(await isOcHashValid(request as never, hashKey))) return reply.writeHead(401).end();
    const call = { step: request.url ?? "", payload: (request as unknown as { readonly body: unknown }).body };
    calls.push(call);
    reply.setHeader("content-type", "application/json");
    return reply.end(JSON.stringify(await answer(call)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  assert.ok(port > 0);
  return { url: `http://127.0.0.1:${port}/openidconnect/`, calls };
}
