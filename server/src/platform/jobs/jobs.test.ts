import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until as soon, testDatabaseUrl } from "@orderwell/testing";
import pg from "pg";
import { TestClock } from "pg-boss";
import { type Jobs, type JobsOptions, startJobs } from "./jobs.ts";

let url: string;
before(async () => {
  url = await testDatabaseUrl();
});

/** A queue of its own for each test, since schedules belong to the whole queue. Each start is one more process. */
function queue(t: TestContext) {
  const schema = `jobs_${randomBytes(6).toString("hex")}`;
  const started: Jobs[] = [];
  t.after(async () => {
    await Promise.all(started.map((jobs) => jobs.stop()));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.end();
  });
  return async (handlers: JobsOptions["handlers"], more: Partial<JobsOptions> = {}) => {
    const jobs = await startJobs({ url, schema, handlers, schedules: [], log: () => undefined, ...more });
    started.push(jobs);
    return jobs;
  };
}

const until = (condition: () => boolean | Promise<boolean>) => soon(condition, "it does not happen");

test("a job runs with its data, and is tried again after it failed", async (t) => {
  const seen: unknown[] = [];
  const jobs = await queue(t)({
    count: {
      firstDelaySeconds: 1,
      async run(data, { attempt }) {
        seen.push([data, attempt]);
        if (attempt === 1) throw new Error("not yet");
      },
    },
  });
  await jobs.enqueue("count", { upTo: 3 });
  await until(() => seen.length === 2);
  await jobs.stop();
  assert.deepEqual(seen, [
    [{ upTo: 3 }, 1],
    [{ upTo: 3 }, 2],
  ]);
});

test("a job that keeps failing becomes a dead job with its error, which can be put back", async (t) => {
  let broken = true;
  const done: unknown[] = [];
  const jobs = await queue(t)({
    import: {
      attempts: 1,
      async run(data) {
        if (broken) throw new Error("file is damaged");
        done.push(data);
      },
    },
  });
  await jobs.enqueue("import", { file: "a" });
  await jobs.enqueue("import", { file: "b" });
  await until(async () => (await jobs.deadJobs()).length === 2);
  const [dead] = await jobs.deadJobs();
  assert.equal(dead?.job, "import");
  assert.match(JSON.stringify(dead?.error), /file is damaged/);
  broken = false;
  assert.equal(await jobs.retryDeadJobs("import"), 2);
  await until(() => done.length === 2);
  assert.deepEqual(await jobs.deadJobs(), []);
  await jobs.stop();
});

test("of jobs with one key only one waits, and jobs without a key do not hold each other up", async (t) => {
  const ran: number[] = [];
  const jobs = await queue(t)({ rebuild: { run: async (data) => void ran.push((data as { n: number }).n) } });
  const later = new Date(Date.now() + 3_600_000);
  assert.equal(await jobs.enqueue("rebuild", { n: 1 }, { key: "catalog", after: later }), true);
  assert.equal(await jobs.enqueue("rebuild", { n: 2 }, { key: "catalog", after: later }), false);
  assert.equal(await jobs.enqueue("rebuild", { n: 3 }), true);
  assert.equal(await jobs.enqueue("rebuild", { n: 4 }), true);
  const after = new Date(Date.now() + 1_000);
  assert.equal(await jobs.enqueue("rebuild", { n: 5 }, { key: "another", after }), true);
  await until(() => ran.length === 3);
  assert.deepEqual(ran.sort(), [3, 4, 5]);
  await jobs.stop();
});

test("stopping waits for the job that runs", async (t) => {
  let begun = false;
  let finished = false;
  const jobs = await queue(t)({
    slow: {
      async run() {
        begun = true;
        await sleep(700);
        finished = true;
      },
    },
  });
  await jobs.enqueue("slow");
  await until(() => begun);
  await jobs.stop();
  assert.equal(finished, true);
});

test("connections that the database ends while the queue is being stopped fail nothing", async (t) => {
  const name = `ending-${randomBytes(6).toString("hex")}`;
  const own = `${url}${url.includes("?") ? "&" : "?"}application_name=${name}`;
  const start = queue(t);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  // On a busy machine the database may not have come to it by then.
  for (let [ms, ended] = [300, 0]; ended === 0; ms *= 2) {
    assert.ok(ms < 60_000, "none is ended");
    const jobs = await start({ idle: { run: async () => undefined } }, { url: own });
    const stopping = jobs.stop();
    const text = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1";
    const ending = admin.query(text, [name]);
    // Nothing is read meanwhile: what the database says last meets connections that are let go.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    await stopping;
    ended = (await ending).rowCount ?? 0;
  }
  await admin.end();
});

test("a schedule requests its job once for all processes, and ends when it is no longer declared", async (t) => {
  const start = queue(t);
  const clock = new TestClock(new Date("2030-01-01T02:58:30Z"));
  let runs = 0;
  const nightly = { run: async () => void runs++ };
  const more = { clock, schedules: [{ job: "nightly", cron: "0 3 * * *" }] };
  const [one, two] = [await start({ nightly }, more), await start({ nightly }, more)];
  for (let minutes = 0; minutes < 5 && runs === 0; minutes++) await clock.tick(60_000);
  for (let seconds = 0; seconds < 30; seconds++) await clock.tick(1_000);
  assert.equal(runs, 1);
  await Promise.all([one.stop(), two.stop()]);
  const later = await start({ nightly }, { clock });
  await clock.setTime(new Date("2030-01-02T02:59:50Z"));
  for (let seconds = 0; seconds < 60; seconds++) await clock.tick(2_000);
  assert.equal(runs, 1);
  await later.stop();
});
