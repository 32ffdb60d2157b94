import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, portalClient } from "@orderwell/testing";

test("the account that was made first sees and retries jobs that were given up, and nobody else does", async (t) => {
  const own = await marketplace(t);
  const portal = await portalClient();
  const root = "/portal/api/v1/failedjobs";
  const shown = await portal.raw("GET", root);
  assert.deepEqual([shown.status, shown.body], [200, { Items: [] }]);
  const retried = await portal.raw("POST", `${root}/retry`, {});
  assert.deepEqual([retried.status, retried.body], [200, { Retried: 0 }]);
  for (const method of ["GET", "POST"])
    assert.equal((await own.seller.raw(method, method === "GET" ? root : `${root}/retry`)).status, 401);
});
