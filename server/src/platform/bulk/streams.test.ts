import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { untilClosed } from "../http/until-closed.ts";
import { given, taken } from "./streams.ts";

async function* parts(pauseMs: number) {
  for (const part of [1, 2, 3]) {
    await setTimeout(pauseMs);
    yield part;
  }
}

test("a client that sends nothing while it is waited for is given up, and one that is not waited for is not", async () => {
  let silences = 0;
  const giveUp = () => void silences++;
  assert.deepEqual(await Array.fromAsync(given(parts(60), giveUp, 20)), [1, 2, 3]);
  assert.equal(silences, 3);
  silences = 0;
  for await (const _ of given(parts(0), giveUp, 40)) await setTimeout(60);
  assert.equal(silences, 0, "its own work takes as long as it takes");
});

test("a client that takes nothing of what is there is given up, and one that there is nothing for is not", async () => {
  let silences = 0;
  const giveUp = () => void silences++;
  for await (const _ of taken(parts(0), giveUp, 20)) await setTimeout(60);
  assert.equal(silences, 3);
  silences = 0;
  assert.deepEqual(await Array.fromAsync(taken(parts(60), giveUp, 40)), [1, 2, 3]);
  assert.equal(silences, 0);
});

test("what a client takes up ends when it goes, though it went before", () => {
  let ended = 0;
  const reply = (destroyed: boolean) => Object.assign(new EventEmitter(), { destroyed }) as unknown as ServerResponse;
  const open = reply(false);
  untilClosed(open, () => void ended++);
  assert.equal(ended, 0);
  open.emit("close");
  assert.equal(ended, 1);
  untilClosed(reply(true), () => void ended++);
  assert.equal(ended, 2);
});
