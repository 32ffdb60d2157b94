import assert from "node:assert/strict";
import type { TestClient } from "./client.ts";
import { until } from "./until.ts";

/**
 * The place at which somebody begins to follow changes. While transactions of other tests stay open for longer than the server
 * waits, it says that it is busy, and is asked again.
 */
export const beginFollowing = (client: Pick<TestClient, "send">): Promise<string> =>
  until(async () => {
    const { status, body } = await client.send("Changes.List");
    if (status === 503) return undefined;
    assert.equal(status, 200, JSON.stringify(body));
    return body.Next as string;
  }, "transactions are open that do not end");
