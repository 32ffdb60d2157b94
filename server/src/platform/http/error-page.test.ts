import assert from "node:assert/strict";
import { test } from "node:test";
import { errors } from "@orderwell/contract";
import { dataOf, errorPage, raisersOf } from "./error-page.ts";

test("the page holds every error under its code, so that links to it stay", () => {
  const page = errorPage();
  for (const code of Object.keys(errors)) assert.ok(page.includes(`<article id="${code}">`), code);
});

test("an error is raised by named operations, by resources where they are many, or by any", () => {
  assert.deepEqual(raisersOf("NotFound"), ["any operation"]);
  assert.deepEqual(raisersOf("Order.CannotCancelInCurrentStatus"), ["Orders.Cancel", "OrderReturns.Cancel"]);
  assert.ok(raisersOf("Spec.RequiresValue").includes("Cart (6)"), String(raisersOf("Spec.RequiresValue")));
});

test("data that may be missing is marked, and a list says of what", () => {
  assert.deepEqual(dataOf("Category.CircularReference"), ["CategoryID", "ParentID?"]);
  assert.deepEqual(dataOf("Order.ConflictsWithOtherShipments"), ["list of LineItem"]);
  assert.deepEqual(dataOf("ServerError"), []);
});
