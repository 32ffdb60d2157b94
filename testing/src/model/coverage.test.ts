import assert from "node:assert/strict";
import { test } from "node:test";
import { type Operation, operations, resources } from "@orderwell/contract";
import fc from "fast-check";
import { turns } from "./sequences.ts";

/** What belongs to orders and is not under them. */
const beside = /^\/v1\/(me\/(orders|orderinvitations|subscriptions)|orders|cart)(\/|$)/;

/** What is set up before anybody orders, and stays: facts of the model's marketplace, with tests of their own. */
const setUp = new Set(["Promotions", "SellerApprovalRules"]);

const changing = Object.values<Operation>(operations).filter(
  ({ resource, method, path }) =>
    method !== "GET" &&
    !setUp.has(resource) &&
    (resources[resource]?.section === "Orders and fulfillment" || beside.test(path)),
);

test("every operation that changes something of orders has its turn in the model", () => {
  const taken = new Set<string>();
  for (const turn of turns)
    for (const actions of fc.sample(turn, { numRuns: 60, seed: 2026 }))
      for (const { operation } of actions) taken.add(operation);
  assert.deepEqual(
    changing.map(({ id }) => id).filter((id) => !taken.has(id)),
    [],
  );
  assert.ok(changing.length > 90, `${changing.length} are told apart as changing something`);
});
