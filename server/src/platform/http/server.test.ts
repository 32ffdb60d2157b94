import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { randomIds } from "../ids.ts";
import { httpServer } from "./server.ts";

test("who asks a server that is stopping is told to try again, in the platform's shape", async () => {
  const app = await httpServer({ log: pino({ level: "silent" }), ids: randomIds });
  app.get("/v1/anything", async () => "{}");
  let answer: Response | undefined;
  app.addHook("preClose", async () => {
    answer = await fetch(`${url}/v1/anything`);
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  assert.equal((await fetch(`${url}/v1/anything`)).status, 200);
  await app.close();
  assert.equal(answer?.status, 503);
  assert.equal(answer.headers.get("retry-after"), "1");
  const { Errors } = (await answer.json()) as { Errors: { ErrorCode: string }[] };
  assert.equal(Errors[0]?.ErrorCode, "Api.Offline");
});
