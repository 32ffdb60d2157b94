import assert from "node:assert/strict";
import { test } from "node:test";
import type pg from "pg";
import { housekeeping } from "./housekeeping.ts";
import type { KeyRing } from "./platform/access/keys.ts";
import type { Works } from "./platform/work/works.ts";

test("a signing key is replaced at night once it is as many days old as the operator says, or never", async () => {
  const asked: (Date | undefined)[] = [];
  const keys = { rotate: async (unlessSince?: Date) => void asked.push(unlessSince) } as unknown as KeyRing;
  const clock = { now: () => new Date("2026-03-31T02:40:00Z") };
  const run = async (keyDays: number): Promise<void> => {
    const { handlers, schedules } = housekeeping({} as pg.Pool, clock, {
      works: {} as Works,
      marketplaceIds: async () => [],
      purges: [],
      keys,
      keyDays,
    });
    assert.ok(schedules.some(({ job }) => job === "rotate-signing-key"));
    await handlers["rotate-signing-key"]?.run({}, { id: "", attempt: 1, signal: new AbortController().signal });
  };
  await run(90);
  await run(0);
  assert.deepEqual(asked, [new Date("2025-12-31T02:40:00Z")]);
});
