import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/**
 * Page of an application in the browser at which somebody arrives with a token: it asks the API, which is on another origin,
 * who they are, and shows the answer. `document.body.dataset.done` says that it is there.
 */
const page = (api: string): string => `<!doctype html>
<title>Shop</title>
<pre id="me"></pre>
<script>
  const arrived = new URLSearchParams(location.search);
  const headers = { authorization: "Bearer " + arrived.get("token"), "content-type": "application/json" };
  const call = async (method, body) => {
    const response = await fetch(${JSON.stringify(api)} + "/v1/me", { method, headers, body });
    return { status: response.status, logId: response.headers.get("X-oc-logid"), body: await response.json() };
  };
  const show = async () => {
    if (!arrived.has("token")) return { why: arrived.get("why") };
    return { read: await call("GET"), changed: await call("PATCH", JSON.stringify({ Phone: "555" })) };
  };
  show().catch((error) => ({ failed: String(error) })).then((shown) => {
    document.getElementById("me").textContent = JSON.stringify(shown);
    document.body.dataset.done = "yes";
  });
</script>`;

/** Serves the application, at whatever path, from an origin of its own; it goes away with the test. */
export async function shopPage(t: TestContext, api: string): Promise<string> {
  const server = createServer((_request, reply) =>
    reply.writeHead(200, { "content-type": "text/html" }).end(page(api)),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
