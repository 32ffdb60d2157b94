import type { TestClient } from "./client.ts";
import { until } from "./until.ts";

/**
 * The place at which somebody begins to follow changes. While transactions of other tests stay open for longer than the server
 * waits, it says that it is busy, and is asked again.
 */
export async function beginFollowing(client: TestClient): Promise<string> {
  await until(async () => (await client.send("Changes.List")).status !== 503, "transactions are open that do not end");
  return (await client.ok("Changes.List")).Next;
}
