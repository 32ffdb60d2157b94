import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Lifetime } from "./marketplace.ts";
import { until } from "./until.ts";

/** A call as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body's bytes. */
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came
  readonly payload: any;
}

/** Answer of a service; `null`: nothing, ever. */
export type ServiceAnswer = { readonly status?: number; readonly body?: unknown } | null;

export interface Receiver {
  readonly url: string;
  readonly calls: readonly Received[];
  /** Waits until so many calls arrived, and returns them. */
  received(number: number): Promise<readonly Received[]>;
}

/** A service of a marketplace's, such as integrators run, for as long as a test takes. */
export async function receiver(
  t: Lifetime,
  answer: (call: Received) => ServiceAnswer | Promise<ServiceAnswer> = () => ({}),
): Promise<Receiver> {
  const calls: Received[] = [];
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const call = {
      path: request.url ?? "",
      headers: request.headers,
      bytes,
      payload: JSON.parse(bytes.toString("utf8")),
    };
    calls.push(call);
    const given = await answer(call);
    if (given === null) return;
    const { status = 200, body } = given;
    reply.writeHead(status, { "content-type": "application/json" });
    reply.end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    async received(number) {
      await until(
        () => calls.length >= number,
        () => `${calls.length} calls arrived instead of ${number}`,
      );
      return calls;
    },
  };
}
