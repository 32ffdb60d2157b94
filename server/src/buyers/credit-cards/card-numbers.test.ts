import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsCardNumber } from "./card-numbers.ts";

const cases: readonly (readonly [text: string, refused: boolean, why: string])[] = [
  ["4111111111111111", true, "sixteen digits"],
  ["4111 1111 1111 1111", true, "in groups"],
  ["4111-1111-1111-1111", true, "with hyphens"],
  ["378282246310005", true, "fifteen digits"],
  ["4222222222222", true, "thirteen digits"],
  ["6304000000000000000", true, "nineteen digits"],
  ["card: 5555555555554444, exp 12/30", true, "within text"],
  ["tok_4111111111111111", true, "behind a prefix"],
  ["4111111111111112", false, "wrong check digit"],
  ["1111", false, "last four"],
  ["411111111111", false, "twelve digits"],
  ["41111111111111111111", false, "more digits than cards have"],
  ["9418594164541111", false, "token of a provider, with a check digit but of no network"],
  ["1697040000005", false, "timestamp"],
  ["+491511234567890", false, "telephone number"],
  ["550e8400-e29b-41d4-a716-446655440000", false, "GUID"],
  ["2026-10-01T12:00:00+00:00", false, "date"],
  ["tok_1NnXyZ2eZvKYlo2C", false, "token"],
];

for (const [text, refused, why] of cases)
  test(`${why} ${refused ? "is" : "is not"} a full card number`, () => {
    assert.equal(holdsCardNumber(text), refused);
  });
