import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Decimal } from "../../platform/money.ts";
import { checkCoverage, type Portion, portions, remainder } from "./amounts.ts";

const payment = (Amount: string | null, OrderReturnID: string | null = null, ID = `${Amount}`): Portion => ({
  ID,
  Amount,
  OrderReturnID,
});

const cases: readonly (readonly [others: readonly Portion[], amount: string | null, refused: boolean])[] = [
  [[], null, false],
  [[], "100", false],
  [[], "100.01", true],
  [[payment("40")], "60", false],
  [[payment("40")], "60.01", true],
  [[payment("40")], null, false],
  [[payment("100")], null, true],
  [[payment("100")], "1", true],
  [[payment("100")], "0", false],
  [[payment(null)], null, true],
  [[payment(null)], "30", false],
  [[payment("100"), payment("-100", "return")], null, true],
  [[payment("-50", "return")], "100.01", true],
];

for (const [others, amount, refused] of cases)
  test(`of 100, with ${JSON.stringify(others.map((one) => one.Amount))}, ${amount} ${refused ? "is too much" : "can be paid"}`, () => {
    const check = () => checkCoverage("100", others, { ID: "new", Amount: amount });
    if (refused) assert.throws(check, { message: "The order is paid in full." });
    else check();
  });

test("an order that costs nothing takes one payment without an amount", () => {
  checkCoverage("0", [], { ID: "new", Amount: null });
  assert.throws(() => checkCoverage("0", [payment(null)], { ID: "new", Amount: null }));
});

test("a payment's own old amount does not count against its new one", () => {
  checkCoverage("100", [payment("100", null, "a")], { ID: "a", Amount: "90" });
});

test("payments without an amount share exactly what the others leave", () => {
  const amount = fc.option(
    fc.integer({ min: 0, max: 20_000 }).map((cents) => new Decimal(cents).div(100).toFixed(2)),
    { nil: null },
  );
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 6 }), (amounts) => {
      const payments = amounts.map((one, index) => payment(one, null, String(index)));
      const shares = portions("150", payments);
      const open = payments.filter(({ Amount }) => Amount === null);
      const taken = open.reduce((sum, { ID }) => sum.plus(shares.get(ID) as Decimal), new Decimal(0));
      assert.equal(taken.toFixed(2), (open.length > 0 ? remainder("150", payments) : new Decimal(0)).toFixed(2));
      for (const { ID, Amount } of payments)
        if (Amount !== null) assert.equal(shares.get(ID)?.toFixed(2), new Decimal(Amount).toFixed(2));
    }),
  );
});
