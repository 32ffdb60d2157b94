import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export interface Call {
  readonly method: string;
  /** Query string included. */
  readonly path: string;
  readonly token: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the library sent.
  readonly body: any;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface RecordingServer {
  readonly baseUrl: string;
  readonly calls: Call[];
  /** Most calls under way at one moment. */
  busiest(): number;
  /** Answers before the server's own rules do. */
  intercept(answer: (call: Call) => Answer | undefined): void;
  /** `METHOD path` of the calls below `/v1`, in order. */
  trace(): string[];
}

/**
 * A server that accepts a marketplace as the platform does, as far as order and identity matter: IDs are unique per
 * collection, API clients get an ID of the server's, variants exist once generated, tokens are required.
 */
export async function recordingServer(t: TestContext): Promise<RecordingServer> {
  const calls: Call[] = [];
  const stored = new Map<string, unknown>();
  let intercept: (call: Call) => Answer | undefined = () => undefined;
  let underWay = 0;
  let busiest = 0;

  const server = createServer(async (request, response) => {
    busiest = Math.max(busiest, ++underWay);
    const call = await read(request);
    calls.push(call);
    // Leaves room for other calls to arrive, so that order is the library's doing and not the server's.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = intercept(call) ?? portal(call) ?? commerce(call, stored);
    underWay--;
    response.writeHead(answer.status, { "Content-Type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    busiest: () => busiest,
    intercept: (answer) => {
      intercept = answer;
    },
    trace: () =>
      calls.filter(({ path }) => path.startsWith("/v1/")).map(({ method, path }) => `${method} ${path.slice(3)}`),
  };
}

async function read(request: IncomingMessage): Promise<Call> {
  let text = "";
  for await (const chunk of request) text += chunk;
  const form = request.headers["content-type"]?.includes("urlencoded");
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    token: request.headers.authorization?.replace("Bearer ", ""),
    body: text === "" ? undefined : form ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text),
  };
}

function portal(call: Call): Answer | undefined {
  if (!call.path.startsWith("/portal/api/v1")) return undefined;
  if (call.path.endsWith("/oauth/token")) {
    if (call.body.username === "owner" && call.body.password === "Secret12345")
      return { status: 200, body: { access_token: "portal-token" } };
    return refusal(400, "Auth.InvalidUsernameOrPassword");
  }
  if (call.token !== "portal-token") return refusal(401, "InvalidToken");
  if (call.path.endsWith("/token")) return { status: 200, body: { access_token: "marketplace-token" } };
  return { status: 200, body: call.body };
}

function commerce(call: Call, stored: Map<string, unknown>): Answer {
  if (call.token !== "marketplace-token") return refusal(401, "InvalidToken");
  const path = new URL(call.path, "http://server").pathname;
  if (call.method === "GET") return find(path, stored);
  if (path.endsWith("/variants/generate")) {
    stored.set(`${path.replace("/variants/generate", "")}#generated`, true);
    return { status: 201, body: {} };
  }
  if (path.includes("/variants/") && call.method === "PUT")
    return stored.has(`${path.replace(/\/variants\/.*/, "")}#generated`)
      ? { status: 200, body: call.body }
      : refusal(404, "NotFound");
  if (call.method === "PATCH") return stored.has(path) ? { status: 200, body: {} } : refusal(404, "NotFound");
  if (call.method === "PUT" || path.endsWith("assignments")) return { status: 204 };
  const id = path === "/v1/apiclients" ? `generated-${call.body.AppName}` : call.body.ID;
  if (stored.has(`${path}/${id}`)) return refusal(409, "IdExists");
  stored.set(`${path}/${id}`, { ...call.body, ID: id });
  return { status: 201, body: { ...call.body, ID: id } };
}

function find(path: string, stored: Map<string, unknown>): Answer {
  if (path === "/v1/apiclients") {
    const items = [...stored].filter(([key]) => key.startsWith("/v1/apiclients/")).map(([, client]) => client);
    return { status: 200, body: { Meta: { Page: 1, TotalPages: 1 }, Items: items } };
  }
  const found = stored.get(path);
  return found ? { status: 200, body: found } : refusal(404, "NotFound");
}

export function refusal(status: number, code: string): Answer {
  return { status, body: { Errors: [{ ErrorCode: code, Message: `${code}.`, Data: null }] } };
}
