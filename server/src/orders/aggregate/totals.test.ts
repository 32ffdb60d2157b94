import assert from "node:assert/strict";
import { test } from "node:test";
import { priceBreak, shop } from "@orderwell/testing";
import fc from "fast-check";
import { lineSums, lineTotal, orderTotal } from "./totals.ts";

const none = { ShippingCost: "0", TaxCost: "0", Gratuity: "0", Fees: "0" };

test("an order's total is its lines less discounts plus everything else, exactly", () => {
  const lines = [
    { IsBundle: false, LineSubtotal: "0.1", BaseDiscount: "0", PromotionDiscount: "0" },
    { IsBundle: false, LineSubtotal: "0.2", BaseDiscount: "0.05", PromotionDiscount: "0.01" },
    { IsBundle: true, LineSubtotal: "0", BaseDiscount: "0", PromotionDiscount: "0" },
  ];
  const costs = { ShippingCost: "1.10", TaxCost: "2.20", Gratuity: "3", Fees: "0.5" };
  const sums = { LineItemCount: 2, Subtotal: "0.3", BaseDiscount: "0.05", PromotionDiscount: "0.05" };
  assert.deepEqual(lineSums(lines, "0.04"), sums);
  assert.equal(orderTotal({ ...sums, ...costs }), "7");
  assert.equal(lineTotal({ LineSubtotal: "9.99", BaseDiscount: "1", PromotionDiscount: "0.99" }), "8");
});

test("cents add up, however many lines there are", () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000_00 }), { maxLength: 200 }), (cents) => {
      const lines = cents.map((amount) => ({
        IsBundle: false,
        LineSubtotal: (amount / 100).toFixed(2),
        BaseDiscount: "0",
        PromotionDiscount: "0",
      }));
      const total = BigInt(
        orderTotal({ ...lineSums(lines), ...none }).replace(
          /^(\d+)(?:\.(\d+))?$/,
          (_, whole, part = "") => whole + part.padEnd(2, "0"),
        ),
      );
      assert.equal(
        total,
        cents.reduce((sum, amount) => sum + BigInt(amount), 0n),
      );
    }),
  ));

/** Prices in cents by quantity, the highest break reached deciding. */
const catalog = {
  plain: { breaks: [[1, 999]], cumulative: false },
  tiered: {
    breaks: [
      [1, 250],
      [5, 199],
      [10, 150],
    ],
    cumulative: false,
  },
  together: {
    breaks: [
      [1, 1000],
      [4, 875],
    ],
    cumulative: true,
  },
} as const;
type ProductId = keyof typeof catalog;

interface Line {
  readonly product: ProductId;
  quantity: number;
}

/** The subtotal that a shopper would work out on paper, in cents. */
function subtotalOf(lines: ReadonlyMap<string, Line>): number {
  let total = 0;
  for (const { product, quantity } of lines.values()) {
    const { breaks, cumulative } = catalog[product];
    const all = [...lines.values()].filter((line) => line.product === product);
    const reach = cumulative ? all.reduce((sum, line) => sum + line.quantity, 0) : quantity;
    total += quantity * (breaks.findLast(([from]) => from <= reach)?.[1] ?? 0);
  }
  return total;
}

test("whatever is added, changed and removed, the order costs what its lines cost", async (t) => {
  const { shopper, product } = await shop(t);
  for (const [id, { breaks, cumulative }] of Object.entries(catalog))
    await product(
      id,
      {},
      {
        UseCumulativeQuantity: cumulative,
        PriceBreaks: breaks.map(([quantity, cents]) => priceBreak(quantity, (cents / 100).toFixed(2))),
      },
    );
  const quantity = fc.integer({ min: 1, max: 12 });
  const step = fc.oneof(
    fc.record({
      kind: fc.constant("add" as const),
      product: fc.constantFrom<ProductId>("plain", "tiered", "together"),
      quantity,
    }),
    fc.record({ kind: fc.constant("change" as const), at: fc.nat(20), quantity }),
    fc.record({ kind: fc.constant("remove" as const), at: fc.nat(20) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const { ID: orderID } = await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
      const path = { direction: "Outgoing", orderID };
      const model = new Map<string, Line>();
      for (const one of steps) {
        const id = one.kind === "add" ? undefined : [...model.keys()][one.at % Math.max(model.size, 1)];
        if (one.kind === "add") {
          const body = { ProductID: one.product, Quantity: one.quantity };
          const { ID } = await shopper.ok("LineItems.Create", { path, body });
          model.set(ID, { product: one.product, quantity: one.quantity });
        } else if (id !== undefined) {
          const line = { ...path, lineItemID: id };
          if (one.kind === "remove") {
            await shopper.ok("LineItems.Delete", { path: line });
            model.delete(id);
          } else {
            await shopper.ok("LineItems.Patch", { path: line, body: { Quantity: one.quantity } });
            (model.get(id) as Line).quantity = one.quantity;
          }
        }
        const order = await shopper.ok("Orders.Get", { path });
        assert.deepEqual(
          [Math.round(Number(order.Subtotal) * 100), Math.round(Number(order.Total) * 100), order.LineItemCount],
          [subtotalOf(model), subtotalOf(model), model.size],
        );
      }
    }),
    { numRuns: 8 },
  );
});
