import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseError } from "./database-error.ts";

const failures: [what: string, failure: object, code: string | undefined][] = [
  ["a database that is told to stop", { code: "57P01" }, "Api.Offline"],
  ["a database that starts", { code: "57P03" }, "Api.Offline"],
  ["a database without a free connection", { code: "53300" }, "Api.Offline"],
  ["a broken connection", { code: "08006" }, "Api.Offline"],
  ["nobody at its port", { code: "ECONNREFUSED", syscall: "connect" }, "Api.Offline"],
  ["no socket of it", { code: "ENOENT", syscall: "connect" }, "Api.Offline"],
  ["a connection that ended", { message: "Connection terminated unexpectedly" }, "Api.Offline"],
  [
    "a connection that had ended",
    { message: "Client has encountered a connection error and is not queryable" },
    "Api.Offline",
  ],
  ["a socket whose other end went away", { code: "ECONNRESET", syscall: "read" }, "Api.Offline"],
  ["a number out of range", { code: "22003" }, "ValidationFailure"],
  ["a duplicate", { code: "23505" }, "IdExists"],
  ["a mistake in our statement", { code: "42601" }, undefined],
  ["a missing file", { code: "ENOENT", syscall: "open" }, undefined],
];

for (const [what, failure, code] of failures)
  test(`${what} means ${code ?? "a mistake of the server"}`, () =>
    assert.equal(databaseError(Object.assign(new Error("x"), failure))?.code, code));
