import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../platform/errors/api-error.ts";
import { checkAddress } from "./rules.ts";

test("state and zip are required in the United States and Canada only", () => {
  const missing = (address: Record<string, unknown>): unknown[] => {
    try {
      checkAddress(address as { Country: string });
      return [];
    } catch (error) {
      assert.ok(error instanceof ApiError);
      return error.entries.map(({ Data }) => (Data as { Property: string }).Property);
    }
  };
  const cases: [Record<string, unknown>, string[]][] = [
    [{ Country: "US" }, ["State", "Zip"]],
    [{ Country: "us", State: "MN", Zip: "" }, ["Zip"]],
    [{ Country: "CA", State: null, Zip: "K1A" }, ["State"]],
    [{ Country: "CA", State: "ON", Zip: "K1A" }, []],
    [{ Country: "GB" }, []],
    [{ Country: "" }, []],
  ];
  for (const [address, expected] of cases) assert.deepEqual(missing(address), expected, JSON.stringify(address));
});
