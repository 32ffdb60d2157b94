import assert from "node:assert/strict";
import { test } from "node:test";
import { isHeavy } from "./heavy.ts";
import type { ListQuery } from "./list-query.ts";

const free = { name: "xp.Color", segments: ["xp", "Color"], type: "any", free: true } as const;
const known = { name: "Name", segments: ["Name"], type: "text", free: false } as const;
const plain = { filters: [], sort: [], search: undefined } as unknown as ListQuery;
const searched = (path: typeof free | typeof known, below: boolean) =>
  ({ ...plain, search: { phrase: "x", on: [{ path, below }] } }) as unknown as ListQuery;
const filtered = (filters: number) =>
  ({
    ...plain,
    filters: Array(filters).fill({ alternatives: [{ path: free, conditions: [] }] }),
  }) as unknown as ListQuery;
const sorted = (path: typeof free | typeof known, times = 1) =>
  ({ ...plain, sort: Array(times).fill({ path, descending: false }) }) as unknown as ListQuery;

test("what no index gives comes behind other requests: an order by xp, many filters on it, words in all of an object", () => {
  for (const query of [sorted(free), sorted(known, 4), filtered(4), searched(free, true)])
    assert.equal(isHeavy(query), true);
  for (const query of [plain, sorted(known, 3), filtered(3), searched(known, false), searched(free, false)])
    assert.equal(isHeavy(query), false);
});
